package chad.ide.budgets;

import chad.ide.engine.RunKey;

/** That a person let a run go on past a budget, until its period is over. */
record Pass(RunKey run, String budget, long untilMs, String givenBy) {}
