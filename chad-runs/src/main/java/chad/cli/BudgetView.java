package chad.cli;

import chad.cli.text.Cell;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import chad.cli.text.Table;
import com.fasterxml.jackson.databind.JsonNode;

/** Budgets in lines. */
final class BudgetView {

    private BudgetView() {}

    /** @param budgets as the service lists them */
    static void show(JsonNode budgets, Screen screen) {
        Table table =
                new Table("BUDGET", "USED", "SHARE", "STATE").alignsRight(2).cuts(0);
        for (JsonNode budget : budgets) {
            table.row(
                    Cell.of(Format.text(budget.path("id"))),
                    Cell.of(Format.text(budget.path("says"))),
                    Cell.of("%d %%"
                            .formatted(Math.round(100 * budget.path("share").asDouble()))),
                    Cell.of(Format.text(budget.path("state"))));
        }
        table.print(screen);
    }
}
