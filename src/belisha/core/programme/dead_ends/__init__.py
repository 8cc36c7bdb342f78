"""No dead ends: whether somebody who may act is left on every day, whoever asks and whoever is named. Source: safeguarding.md."""
