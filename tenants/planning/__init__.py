"""Planning: what an apply would do, told before it is done, and bound to the world it was told in."""

from tenants.planning.making import make_plan
from tenants.planning.plan import AccountPlan, Commits, Move, PhoneNews, Plan, Told, Unread
from tenants.planning.saving import load_plan, save_plan
from tenants.planning.states import Live, Request, State
from tenants.planning.telling import plan_json, plan_text
from tenants.planning.world import world_moved

__all__ = [
    "AccountPlan",
    "Commits",
    "Live",
    "Move",
    "PhoneNews",
    "Plan",
    "Request",
    "State",
    "Told",
    "Unread",
    "load_plan",
    "make_plan",
    "plan_json",
    "plan_text",
    "save_plan",
    "world_moved",
]
