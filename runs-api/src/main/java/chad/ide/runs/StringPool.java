package chad.ide.runs;

import chad.ide.store.WorkflowName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Codes for the few words that repeat in hundreds of thousands of runs: statuses and workflows. */
final class StringPool {

    /** Engines know a dozen statuses; more than this are taken for one. */
    private static final int MAX_STATUSES = 250;

    private static final int MAX_WORKFLOWS = 10_000;

    /** A workflow as its runs name it. */
    record Workflow(String name, @Nullable String path) {

        /** The file name with or without its ending, or the engine's name. */
        boolean isNamed(String asked) {
            String file = WorkflowName.of(path, name);
            int dot = file.lastIndexOf('.');
            return asked.equals(name)
                    || asked.equals(file)
                    || (dot > 0 && asked.equals(file.substring(0, dot)))
                    || (path != null && path.endsWith("/" + asked));
        }
    }

    /** Stands for every word beyond the limits: one odd store must not change the words of the others. */
    private static final int OTHER = 0;

    /** The engine's own have their codes from the start, whatever other stores hold. */
    private static final List<String> KNOWN_STATUSES = List.of(
            "unknown",
            "running",
            "waiting-approval",
            "waiting-event",
            "waiting-timer",
            "waiting-quota",
            "paused",
            "finished",
            "continued",
            "failed",
            "cancelled");

    private final List<String> statuses = new CopyOnWriteArrayList<>(KNOWN_STATUSES);
    private final ConcurrentHashMap<Workflow, Integer> workflowCodes = new ConcurrentHashMap<>();
    private final List<Workflow> workflows = new CopyOnWriteArrayList<>(List.of(new Workflow("(other)", null)));

    synchronized byte status(String status) {
        int code = statuses.indexOf(status);
        if (code < 0) {
            if (statuses.size() >= MAX_STATUSES) {
                return OTHER;
            }
            statuses.add(status);
            code = statuses.size() - 1;
        }
        return (byte) code;
    }

    String statusOf(byte code) {
        return statuses.get(code & 0xff);
    }

    /** Counts by status, without those that are zero. */
    Map<String, Long> byStatus(long[] counts) {
        Map<String, Long> byStatus = new TreeMap<>();
        for (int i = 0; i < statuses.size(); i++) {
            if (counts[i] > 0) {
                byStatus.put(statuses.get(i), counts[i]);
            }
        }
        return byStatus;
    }

    int workflow(String name, @Nullable String path) {
        Workflow workflow = new Workflow(name, path);
        Integer known = workflowCodes.get(workflow);
        return known != null ? known : newWorkflow(workflow);
    }

    private synchronized int newWorkflow(Workflow workflow) {
        return workflowCodes.computeIfAbsent(workflow, added -> {
            if (workflows.size() >= MAX_WORKFLOWS) {
                return OTHER;
            }
            workflows.add(added);
            return workflows.size() - 1;
        });
    }

    Workflow workflowOf(int code) {
        return workflows.get(code);
    }

    /** Which workflow codes the predicate takes, by code. */
    boolean[] workflowsWhere(Predicate<Workflow> taken) {
        boolean[] codes = new boolean[workflows.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = taken.test(workflows.get(i));
        }
        return codes;
    }
}
