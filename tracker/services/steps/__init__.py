"""The steps of an agreement's life: which may be taken when, and taking them, each as one change."""

from tracker.services.opened import Opened
from tracker.services.steps.moving import (
    StepRefused,
    agree,
    amend,
    enter_into_force,
    expire,
    prepare,
    renew,
    sign,
    terminate,
)
from tracker.services.steps.rules import STEPS, Step, open_steps, refusal
from tracker.services.steps.signing import Signature

__all__ = [
    "STEPS",
    "Opened",
    "Signature",
    "Step",
    "StepRefused",
    "agree",
    "amend",
    "enter_into_force",
    "expire",
    "open_steps",
    "prepare",
    "refusal",
    "renew",
    "sign",
    "terminate",
]
