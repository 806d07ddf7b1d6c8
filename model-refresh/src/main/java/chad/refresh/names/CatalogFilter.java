package chad.refresh.names;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Parts the provider's list into chat models and the rest. */
public record CatalogFilter(ClassTable table) {

    /**
     * The two heaps.
     *
     * @param chat the models that take a chat prompt, in the order of their ids
     * @param excluded id → class of the others
     * @param reasons class → why, for the classes in {@code excluded}
     */
    public record Parted(List<ModelName> chat, SortedMap<String, String> excluded, SortedMap<String, String> reasons) {

        public List<String> chatIds() {
            return chat.stream().map(ModelName::id).toList();
        }
    }

    public Parted part(Collection<String> ids) {
        var chat = new ArrayList<ModelName>();
        var excluded = new TreeMap<String, String>();
        var reasons = new TreeMap<String, String>();
        for (String id : ids.stream().sorted().toList()) {
            ModelName model = ModelName.of(id);
            ModelClass modelClass = table.classOf(model);
            if (modelClass.isKept()) {
                chat.add(model);
            } else {
                excluded.put(id, modelClass.name());
                reasons.putIfAbsent(modelClass.name(), modelClass.why());
            }
        }
        return new Parted(chat, excluded, reasons);
    }
}
