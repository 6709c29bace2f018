"""What counts as which event, and who its sides are: one own-written sentence a line."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, Participant
from dateline_server.extraction.actors.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events import find_events
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]

# sentence, type, words of who does it (or of one equal side), words of to whom it is done (or of the other side)
CASES = [
    ("Norway agreed to share its fishing grounds with Iceland.", "AGREE", "Norway", "Iceland"),
    ("Chile and Peru have reached an agreement on their sea border.", "AGREE", "Chile", "Peru"),
    ("Canada promised to help Haiti with the harvest.", "AGREE", "Canada", "Haiti"),
    ("Finland will send doctors to Malawi next month.", "AGREE", "Finland", "Malawi"),
    ("Jordan offered to mediate between the two parliaments.", "AGREE", "Jordan", ""),
    ("The rebels accepted the ceasefire proposal of the African Union.", "AGREE", "rebels", "African Union"),
    ("Portugal is ready to join a naval mission off Somalia.", "AGREE", "Portugal", "mission"),
    ("Japan pledged support for farmers in Nepal.", "AGREE", "Japan", "farmers"),
    ("President Ilse Brandt met the Polish prime minister in Gdansk.", "CONSULT", "Brandt", "Polish"),
    ("Talks between Sudan and Chad resumed on Monday.", "CONSULT", "Sudan", "Chad"),
    ("The foreign ministers of Spain and Morocco discussed the strait by telephone.", "CONSULT", "ministers", ""),
    ("Delegates from Bolivia held talks with officials in Paraguay.", "CONSULT", "Delegates", "officials"),
    ("Chancellor Anna Vogt visited Kenya on Friday.", "CONSULT", "Vogt", "Kenya"),
    ("Oman hosted negotiators from both camps last week.", "CONSULT", "Oman", "negotiators"),
    ("Swiss diplomats are mediating between Armenia and its neighbour.", "CONSULT", "Swiss", "Armenia"),
    ("The king received the ambassador of Laos.", "CONSULT", "king", "ambassador"),
    ("Prime Minister Tomas Riel arrived in Vienna on Tuesday.", "CONSULT", "Riel", "Vienna"),
    ("Egypt and Ethiopia are negotiating over the dam.", "CONSULT", "Egypt", "Ethiopia"),
    ("Ireland praised the Danish government for its patience.", "SUPPORT", "Ireland", "Danish"),
    ("Slovenia and Croatia signed a treaty on border traffic.", "SUPPORT", "Slovenia", "Croatia"),
    ("Uruguay recognized the new government of Fiji.", "SUPPORT", "Uruguay", "Fiji"),
    ("Estonia apologized to Latvia for the incident.", "SUPPORT", "Estonia", "Latvia"),
    ("Ghana restored diplomatic relations with Togo.", "SUPPORT", "Ghana", "Togo"),
    ("The senator endorsed President Lang.", "SUPPORT", "senator", "Lang"),
    ("Thousands of soldiers pledged allegiance to the new king.", "SUPPORT", "soldiers", "king"),
    ("The parliament in Quito ratified the trade accord with Brazil.", "SUPPORT", "parliament", "Brazil"),
    ("The pope expressed solidarity with the people of Lebanon.", "SUPPORT", "pope", "Lebanon"),
    ("The government lifted the state of emergency in the northern province.", "CONCEDE", "government", "province"),
    ("Miners called off their strike after meeting the minister.", "CONCEDE", "Miners", ""),
    ("Washington eased sanctions against Myanmar.", "CONCEDE", "Washington", "Myanmar"),
    ("The junta accepted the demands of the students.", "CONCEDE", "junta", "students"),
    ("The president bowed to pressure from the opposition.", "CONCEDE", "president", "opposition"),
    ("Turkmenistan granted autonomy to the river region.", "CONCEDE", "Turkmenistan", ""),
    ("The army ended the curfew in Colombo.", "CONCEDE", "army", "Colombo"),
    ("French and Greek frigates held joint exercises in the Aegean.", "COOPERATE", "French", "Greek"),
    ("Thailand extradited two bankers to Singapore.", "COOPERATE", "Thailand", "Singapore"),
    ("Australia shared intelligence with Indonesia about the boats.", "COOPERATE", "Australia", "Indonesia"),
    ("Russia sold fighter jets to Algeria.", "COOPERATE", "Russia", "Algeria"),
    ("China bought wheat from Argentina.", "COOPERATE", "China", "Argentina"),
    ("Kazakhstan opened its border to Uzbek traders.", "COOPERATE", "Kazakhstan", "Uzbek"),
    ("Sweden sent tents and blankets to earthquake victims in Turkey.", "AID", "Sweden", "victims"),
    ("The World Bank lent 200 million dollars to Honduras.", "AID", "World Bank", "Honduras"),
    ("Britain supplied anti-tank weapons to Ukraine.", "AID", "Britain", "Ukraine"),
    ("Ecuador granted asylum to a Colombian judge.", "AID", "Ecuador", "judge"),
    ("Rwanda deployed peacekeepers to Mozambique.", "AID", "Rwanda", "Mozambique"),
    ("The Red Cross delivered food to the besieged town.", "AID", "Red Cross", "town"),
    ("Germany forgave the debts of Zambia.", "AID", "Germany", "Zambia"),
    ("The United States trained Somali soldiers.", "AID", "United States", "Somali"),
    ("Ethiopian troops withdrew from the border town.", "RETREAT", "troops", "town"),
    ("The militants released eleven hostages on Sunday.", "RETREAT", "militants", "hostages"),
    ("The two armies declared a ceasefire on Thursday.", "RETREAT", "armies", ""),
    ("Iraq allowed UN inspectors to enter the plant.", "RETREAT", "Iraq", "inspectors"),
    ("Guerrillas handed over their weapons to the mission.", "RETREAT", "Guerrillas", "mission"),
    ("Prime Minister Karel Dusek resigned on Saturday.", "RETREAT", "Dusek", ""),
    ("Libya returned the captured ship to Malta.", "RETREAT", "Libya", "Malta"),
    ("Pakistan freed an Indian pilot.", "RETREAT", "Pakistan", "pilot"),
    ("Bulgaria asked the European Union for help with the floods.", "REQUEST", "Bulgaria", "European Union"),
    ("The bishops urged the general to hold elections.", "REQUEST", "bishops", "general"),
    ("Mexico called on Guatemala to close the camp.", "REQUEST", "Mexico", "Guatemala"),
    ("The opposition demanded the resignation of the interior minister.", "REQUEST", "opposition", "minister"),
    ("Kuwait called for an end to the fighting in Yemen.", "REQUEST", "Kuwait", "Yemen"),
    ("The mayor appealed to the prime minister for more police.", "REQUEST", "mayor", "minister"),
    ("Moldova's president said Romania must open its market.", "REQUEST", "president", "Romania"),
    ("The commander ordered his men to leave the bridge.", "REQUEST", "commander", "men"),
    ("Belarus invited the Serbian president to Minsk.", "REQUEST", "Belarus", "Serbian"),
    ("The court sought the extradition of the general from Chile.", "REQUEST", "court", "Chile"),
    ("Venezuela accused Colombia of sheltering rebels.", "ACCUSE", "Venezuela", "Colombia"),
    ("The ministers condemned the shelling of the market by government forces.", "ACCUSE", "ministers", "forces"),
    ("Amnesty International criticized Hungary over its camps.", "ACCUSE", "Amnesty International", "Hungary"),
    ("The prosecutor indicted three former ministers for treason.", "ACCUSE", "prosecutor", "ministers"),
    ("The parliament opened an inquiry into the army.", "ACCUSE", "parliament", "army"),
    ("Tunisia blamed the militants for the blast.", "ACCUSE", "Tunisia", "militants"),
    ("The deputy complained about the police.", "ACCUSE", "deputy", "police"),
    ("Malaysia summoned the Dutch ambassador.", "ACCUSE", "Malaysia", "ambassador"),
    ("A military tribunal sentenced the opposition leader to life in prison.", "ACCUSE", "tribunal", "leader"),
    ("The envoy lashed out at the Syrian government.", "ACCUSE", "envoy", "Syrian"),
    ("Eritrea rejected the border plan of the United Nations.", "REJECT", "Eritrea", "United Nations"),
    ("The rebels refused to lay down their arms.", "REJECT", "rebels", ""),
    ("Russia vetoed the resolution on Syria.", "REJECT", "Russia", "Syria"),
    ("The president turned down an invitation from Havana.", "REJECT", "president", "Havana"),
    ("Iran ruled out talks with Israel.", "REJECT", "Iran", "Israel"),
    ("The governor defied the ruling of the federal court.", "REJECT", "governor", "court"),
    ("Austria will not accept more refugees.", "REJECT", "Austria", "refugees"),
    ("The Senate blocked the nomination of the admiral.", "REJECT", "Senate", "admiral"),
    ("The warlord threatened to attack the capital.", "THREATEN", "warlord", "capital"),
    ("Brazil threatened tariffs against Canada.", "THREATEN", "Brazil", "Canada"),
    ("The union threatened to strike against the railway ministry.", "THREATEN", "union", "ministry"),
    ("The general vowed to crush the separatists.", "THREATEN", "general", "separatists"),
    ("North Korea warned Japan of consequences.", "THREATEN", "North Korea", "Japan"),
    ("The coalition gave the president an ultimatum.", "THREATEN", "coalition", "president"),
    ("The army will bomb the rebel camps.", "THREATEN", "army", "camps"),
    ("Students protested against the president in Dakar.", "PROTEST", "Students", "president"),
    ("Thousands of teachers marched through Lima on Monday.", "PROTEST", "teachers", ""),
    ("Dockworkers went on strike against the port authority.", "PROTEST", "Dockworkers", "authority"),
    ("Farmers blocked the road to the airport.", "PROTEST", "Farmers", "road"),
    ("Crowds rioted in the capital after the election.", "PROTEST", "Crowds", "capital"),
    ("Opposition supporters staged a rally outside the parliament.", "PROTEST", "supporters", "parliament"),
    ("The dissident began a hunger strike in prison.", "PROTEST", "dissident", ""),
    ("Demonstrators threw stones at police.", "PROTEST", "Demonstrators", "police"),
    ("The European Union imposed sanctions on Belarus.", "SANCTION", "European Union", "Belarus"),
    ("Bolivia broke off diplomatic relations with Israel.", "SANCTION", "Bolivia", "Israel"),
    ("The Netherlands suspended aid to Burundi.", "SANCTION", "Netherlands", "Burundi"),
    ("Poland expelled four Russian diplomats.", "SANCTION", "Poland", "diplomats"),
    ("Qatar recalled its ambassador from Cairo.", "SANCTION", "Qatar", "Cairo"),
    ("The delegation walked out of the talks with the government.", "SANCTION", "delegation", "government"),
    ("India banned imports of steel from Vietnam.", "SANCTION", "India", "Vietnam"),
    ("Turkey massed tanks along the Syrian border.", "MOBILIZE", "Turkey", "border"),
    ("The navy sent two destroyers to the gulf.", "MOBILIZE", "navy", "gulf"),
    ("North Korea tested a ballistic missile on Sunday.", "MOBILIZE", "North Korea", ""),
    ("The army was put on alert in the south.", "MOBILIZE", "", "army"),
    ("The government deployed soldiers in three cities.", "MOBILIZE", "government", "cities"),
    ("Police arrested the editor of an opposition newspaper.", "COERCE", "Police", "editor"),
    ("The junta banned all political parties.", "COERCE", "junta", "parties"),
    ("Soldiers seized the passports of the delegates.", "COERCE", "Soldiers", "delegates"),
    ("The president declared martial law in two provinces.", "COERCE", "president", "provinces"),
    ("Gunmen kidnapped two Italian engineers in Nigeria.", "COERCE", "Gunmen", "engineers"),
    ("The authorities imposed a curfew on Srinagar.", "COERCE", "authorities", "Srinagar"),
    ("Malaysia deported forty migrants to Bangladesh.", "COERCE", "Malaysia", "migrants"),
    ("The ministry shut down the radio station of the opposition.", "COERCE", "ministry", "opposition"),
    ("Hackers defaced the website of the defence ministry.", "COERCE", "Hackers", "ministry"),
    ("Police cracked down on activists in Minsk.", "COERCE", "Police", "activists"),
    ("Rebels attacked a village in the east of Congo.", "ASSAULT", "Rebels", "village"),
    ("Government troops shelled the suburb of Douma.", "ASSAULT", "troops", "Douma"),
    ("A suicide bombing killed nine soldiers in Kabul.", "ASSAULT", "bombing", "soldiers"),
    ("Warplanes carried out an airstrike on a rebel camp.", "ASSAULT", "Warplanes", "camp"),
    ("The mayor was shot by masked gunmen.", "ASSAULT", "gunmen", "mayor"),
    ("Police fired tear gas at demonstrators.", "ASSAULT", "Police", "demonstrators"),
    ("Soldiers clashed with militants near the dam.", "ASSAULT", "Soldiers", "militants"),
    ("The regime executed two dissidents.", "ASSAULT", "regime", "dissidents"),
    ("Insurgents captured the town of Mocimboa.", "ASSAULT", "Insurgents", "town"),
    ("Guards tortured a political prisoner.", "ASSAULT", "Guards", "prisoner"),
    ("The militia massacred villagers in the valley.", "ASSAULT", "militia", "villagers"),
    # General news.
    ("The board appointed Clara Hensel as chief executive.", "X_APPOINT", "board", "Hensel"),
    ("The club sacked its coach after the defeat.", "X_APPOINT", "club", "coach"),
    ("Voters elected Maria Okello as mayor of Kisumu.", "X_ELECT", "Voters", "Okello"),
    ("The Greens won the election in the region.", "X_ELECT", "Greens", ""),
    ("The parliament passed a law on water rights.", "X_ELECT", "parliament", ""),
    ("The minister said the harvest was good.", "X_STATE", "minister", ""),
    ("The premier announced a new timetable.", "X_STATE", "premier", ""),
    ("The company denied the report.", "X_STATE", "company", ""),
    ("The drug maker acquired a smaller rival.", "X_DEAL", "maker", "rival"),
    ("The airline signed a contract with the engine maker.", "X_DEAL", "airline", "maker"),
    ("The company launched a new phone on Tuesday.", "X_LAUNCH", "company", ""),
    ("The retailer opened a store in Leeds.", "X_LAUNCH", "retailer", ""),
    ("The agency launched a satellite into orbit.", "X_LAUNCH", "agency", ""),
    ("An earthquake struck the island on Sunday.", "X_DISASTER", "earthquake", "island"),
    ("A bus crashed into a wall near the village.", "X_DISASTER", "bus", ""),
    ("A fire destroyed a warehouse in the harbour.", "X_DISASTER", "fire", "warehouse"),
    ("Firefighters rescued two climbers from the cliff.", "X_DISASTER", "Firefighters", "climbers"),
    ("Three hikers died in an avalanche.", "X_CASUALTY", "hikers", ""),
    ("Two sailors drowned off the coast.", "X_CASUALTY", "sailors", ""),
    ("Thieves stole a painting from the villa.", "X_CRIME", "Thieves", ""),
    ("Two men robbed a bank in the suburb.", "X_CRIME", "men", "bank"),
    ("A baker was charged with fraud.", "X_COURT", "", "baker"),
    ("A judge ruled that the contract was void.", "X_COURT", "judge", ""),
    ("The driver was sentenced to two years for manslaughter.", "X_COURT", "", "driver"),
    ("Shares of the shipping line fell by three percent.", "X_ECONOMY", "Shares", ""),
    ("The central bank raised interest rates.", "X_ECONOMY", "bank", ""),
    ("The factory laid off forty workers.", "X_ECONOMY", "factory", "workers"),
    ("The home team won the match in extra time.", "X_CONTEST", "team", ""),
    ("The striker scored twice in the second half of the game.", "X_CONTEST", "striker", ""),
    ("Hundreds of beekeepers gathered for their yearly convention.", "X_MEETING", "beekeepers", ""),
    ("The festival was postponed because of rain.", "X_OTHER", "", "festival"),
]

AGENTS = (Participant.AGENT, Participant.PARTICIPANT)
RECIPIENTS = (Participant.RECIPIENT, Participant.PARTICIPANT)


def events_of(reading: Reading) -> list[Event]:
    draft = Draft(reading, Article(body=reading.body))
    draft.article.actors.extend(find_actors(draft))
    return find_events(draft)


def words(event: Event, roles: tuple[Participant.Role.ValueType, ...]) -> str:
    return " | ".join(side.text for side in event.participants if side.role in roles)


@pytest.mark.parametrize(("sentence", "type_", "agent", "recipient"), CASES, ids=[case[0][:60] for case in CASES])
def test_names_type_and_sides(read: Read, sentence: str, type_: str, agent: str, recipient: str) -> None:
    events = events_of(read(sentence))
    fitting = [event for event in events if event.type == type_]
    assert fitting, [(event.type, event.trigger.text) for event in events]
    assert any(agent in words(event, AGENTS) and recipient in words(event, RECIPIENTS) for event in fitting), [
        (event.trigger.text, words(event, AGENTS), words(event, RECIPIENTS)) for event in fitting
    ]
