"""The only door for reading what the network closes and opens, who asked, and what was proved."""

from __future__ import annotations

from belisha.filtering.queries.deployments import deployment_at as deployment_at
from belisha.filtering.queries.deployments import latest_deployment as latest_deployment
from belisha.filtering.queries.deployments import waiting_deployment as waiting_deployment
from belisha.filtering.queries.openings import open_later as open_later
from belisha.filtering.queries.openings import open_now as open_now
from belisha.filtering.queries.openings import opening as opening
from belisha.filtering.queries.openings import recently_ended as recently_ended
from belisha.filtering.queries.proofs import latest_proof as latest_proof
from belisha.filtering.queries.proofs import latest_proofs as latest_proofs
from belisha.filtering.queries.proofs import proof_line as proof_line
from belisha.filtering.queries.requests import Story as Story
from belisha.filtering.queries.requests import request_with_code as request_with_code
from belisha.filtering.queries.requests import request_with_id as request_with_id
from belisha.filtering.queries.requests import story_of as story_of
from belisha.filtering.queries.requests import waiting as waiting
from belisha.filtering.queries.seats import programme_now as programme_now
