"""For each model with screens in the admin: one record of it, for tests that walk all of them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from tests import factories as make
from tracker import models

MAKERS: dict[type[Model], Callable[..., Any]] = {
    models.Agreement: make.make_agreement,
    models.AgreementDocument: make.make_document,
    models.Alias: make.make_alias,
    models.Citation: make.make_citation,
    models.Delegation: make.make_delegation,
    models.Event: make.make_event,
    models.EventOrganisation: make.make_event_organisation,
    models.Fact: make.make_fact,
    models.FollowUpAction: make.make_action,
    models.Organisation: make.make_organisation,
    models.Participant: make.make_participant,
    models.Party: make.make_party,
    models.Person: make.make_person,
    models.Position: make.make_position,
    models.Programme: make.make_programme,
    models.Source: make.make_source,
    models.Stop: make.make_stop,
    models.Topic: make.make_topic,
    models.Visit: make.make_visit,
}
PUBLISHED = (models.Agreement, models.Event, models.FollowUpAction, models.Visit)
