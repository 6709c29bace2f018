"""Which formats there are, and what is said where one cannot be had."""

import sys

import pytest

from dateline.exports import FORMATS as NAMES
from dateline.exports import MADE_OF, RESOURCES, can_resume, export_request
from dateline.v1.export_service_pb2 import ExportFormat, ExportResource
from dateline_server.errors import FormatUnavailable, InvalidField
from dateline_server.export.formats import FORMATS, choose_format


def test_there_is_a_writer_for_every_format_of_the_schema() -> None:
    assert set(FORMATS) == set(ExportFormat.values()) - {0}


def test_every_format_and_resource_has_a_name_for_people() -> None:
    assert [export_request("articles", name).format for name in NAMES] == list(FORMATS)
    assert [export_request(name).resource for name in RESOURCES] == sorted(ExportResource.values())[1:]


def test_client_and_server_agree_on_what_can_be_gone_on_with() -> None:
    assert [can_resume(name) for name in NAMES] == [format.resumable for format in FORMATS.values()]


def test_client_and_server_agree_on_what_formats_are_made_of() -> None:
    for name in NAMES:
        made_of = {resource for resource in RESOURCES if MADE_OF.get(name, resource) == resource}
        asked = {resource: export_request(resource, name) for resource in RESOURCES}
        assert made_of == {name for name, one in asked.items() if one.resource in FORMATS[one.format].resources}


@pytest.mark.parametrize("name", NAMES)
def test_each_format_opens_for_the_resources_that_it_names_and_no_other_is_asked_of_it(name: str) -> None:
    for resource in RESOURCES:
        request = export_request(resource, name)  # type: ignore[arg-type]
        if request.resource in FORMATS[request.format].resources:
            assert choose_format(request).open(request.resource).written == 0
        else:
            with pytest.raises(InvalidField, match="Ask for EXPORT_RESOURCE"):
                choose_format(request)


def test_without_its_library_a_format_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FormatUnavailable, match=r"pip install 'dateline\[server,arrow\]'"):
        choose_format(export_request("events", "parquet"))
    assert choose_format(export_request("events", "csv"))
