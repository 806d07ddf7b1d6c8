package chad.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Aligned columns that fit the screen: the widest texts are cut first, ids and states never before them. */
public final class Table {

    private static final int GAP = 2;
    private static final int NARROWEST_COLUMN = 8;

    private final List<String> titles;
    private final List<List<Cell>> rows = new ArrayList<>();
    private Set<Integer> cuttable = Set.of();
    private Set<Integer> toTheRight = Set.of();

    public Table(String... titles) {
        this.titles = List.of(titles);
    }

    /** The columns, from 0, that give way when the screen is narrow. */
    public Table cuts(Integer... columns) {
        cuttable = Set.of(columns);
        return this;
    }

    /** The columns of numbers. */
    public Table alignsRight(Integer... columns) {
        toTheRight = Set.of(columns);
        return this;
    }

    public void row(Cell... cells) {
        rows.add(List.of(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public void print(Screen screen) {
        int[] widths = widths(screen.columns());
        List<Cell> head = titles.stream().map(Cell::dim).toList();
        screen.line(text(head, widths, screen));
        rows.forEach(row -> screen.line(text(row, widths, screen)));
    }

    private int[] widths(int columns) {
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Width.of(titles.get(i));
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], Width.of(row.get(i).text()));
            }
        }
        for (int over = total(widths) - columns; over > 0; over--) {
            int widest = -1;
            for (int i : cuttable) {
                if (widths[i] > NARROWEST_COLUMN && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int total(int[] widths) {
        int sum = GAP * (widths.length - 1);
        for (int width : widths) {
            sum += width;
        }
        return sum;
    }

    private String text(List<Cell> row, int[] widths, Screen screen) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String shown = Width.cut(row.get(i).text(), widths[i]);
            String padding = " ".repeat(widths[i] - Width.of(shown));
            String painted = screen.paint(row.get(i).colour(), shown);
            boolean isLast = i == widths.length - 1;
            line.append(toTheRight.contains(i) ? padding + painted : painted + (isLast ? "" : padding));
            line.append(isLast ? "" : " ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }
}
