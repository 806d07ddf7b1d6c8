/** Budgets: what models may use and cost, and the pause of runs at the limit. */
@NullMarked
package chad.ide.budgets;

import org.jspecify.annotations.NullMarked;
