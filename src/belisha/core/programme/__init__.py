"""The programme: what a policy and the school's facts come to. Every room reads it; nothing else decides."""
