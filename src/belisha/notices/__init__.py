"""What somebody is to be told: a line on their own page of notices, and an e-mail where they have an address.

Every room tells through here; everybody reads their own at /notices/. It promises that nothing told is lost: a mail that cannot
leave is tried again for days, and the notice stands on the page meanwhile.
"""
