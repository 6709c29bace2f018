"""Under which terms the parts of a server may be used; NOTICE has the details."""

from dateline.v1.admin_service_pb2 import Licence

DATELINE = Licence(subject="Dateline", licence="Apache-2.0", use="code, and all tables that are not named here")
DATA = (
    Licence(subject="GeoNames", licence="CC-BY-4.0", use="gazetteer, facts of countries, points of states"),
    Licence(subject="iso-codes (ISO 3166-2)", licence="LGPL-2.1-or-later", use="some names of divisions"),
    Licence(subject="The World Factbook", licence="public domain", use="points of countries; compared with leaders"),
)
_MODELS = {"en_core_web_": "MIT"}


def model_licence(model: str) -> Licence:
    """The licence of a language model by its name and version, as in `Engine.model`."""
    known = next((licence for prefix, licence in _MODELS.items() if model.startswith(prefix)), "as its metadata says")
    return Licence(subject=model, licence=known, use="language model, not contained in Dateline")
