"""From a sound policy and the school's facts to its programme; and the safe baseline that holds without any policy."""

from belisha.core.programme.compile.whole import baseline, compile_policy, with_shared_facts

__all__ = ["baseline", "compile_policy", "with_shared_facts"]
