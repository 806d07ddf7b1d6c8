package chad.ide.forecast;

import chad.ide.runs.Accuracy;

/** An amount, and how far it can be believed. */
record Figure(double value, Accuracy accuracy) {}
