package chad.volume;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models. Immutable.
 *
 * <p>A price is found by the provider, whom the address that was asked names, then by the id, then by an alias. An id that
 * several providers offer at different prices has none where nobody knows who was asked.
 */
public final class PriceTable {

    /** Hosts of the providers that the built-in table has. */
    private static final Map<String, String> ADDRESSES = Map.ofEntries(
            Map.entry("integrate.api.nvidia.com", "nvidia"),
            Map.entry("api.anthropic.com", "anthropic"),
            Map.entry("api.openai.com", "openai"),
            Map.entry("openrouter.ai", "openrouter"),
            Map.entry("api.groq.com", "groq"),
            Map.entry("api.mistral.ai", "mistral"),
            Map.entry("api.together.xyz", "togetherai"),
            Map.entry("api.together.ai", "togetherai"),
            Map.entry("api.fireworks.ai", "fireworks-ai"),
            Map.entry("api.x.ai", "xai"),
            Map.entry("api.z.ai", "zai"),
            Map.entry("api.deepseek.com", "deepseek"),
            Map.entry("api.moonshot.ai", "moonshotai"),
            Map.entry("api.minimax.io", "minimax"),
            Map.entry("generativelanguage.googleapis.com", "google"),
            Map.entry("dashscope-intl.aliyuncs.com", "alibaba"));

    /** What the CLIs of providers call their models. */
    private static final Map<String, String> ALIASES = Map.of(
            "opus", "claude-opus-4-5",
            "sonnet", "claude-sonnet-4-5",
            "haiku", "claude-haiku-4-5");

    /** The day of a model's edition, which many answers name and most price lists don't. */
    private static final Pattern EDITION = Pattern.compile("-(\\d{8}|\\d{4}-\\d{2}-\\d{2})$");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Of one model of one provider, the newest first. */
    private final Map<String, Map<String, List<Price>>> byProvider;

    private final Map<String, List<Price>> byModel = new HashMap<>();
    private final Map<String, String> addresses;
    private final Map<String, String> aliases;
    private final String asOf;

    PriceTable(List<Price> prices, Map<String, String> addresses, Map<String, String> aliases, String asOf) {
        Map<String, Map<String, List<Price>>> all = new HashMap<>();
        for (Price price : prices) {
            all.computeIfAbsent(price.provider(), first -> new HashMap<>())
                    .computeIfAbsent(price.model(), first -> new ArrayList<>())
                    .add(price);
        }
        all.values()
                .forEach(models -> models.forEach((model, some) -> {
                    some.sort(Comparator.comparing(Price::since, Comparator.nullsFirst(Comparator.naturalOrder()))
                            .reversed());
                    byModel.computeIfAbsent(model, first -> new ArrayList<>()).addAll(some);
                }));
        this.byProvider = all;
        this.addresses = Map.copyOf(addresses);
        this.aliases = Map.copyOf(aliases);
        this.asOf = asOf;
    }

    /** The day of the built-in prices. */
    public String asOf() {
        return asOf;
    }

    /** The prices that the services are delivered with. */
    public static PriceTable builtIn() {
        return BuiltIn.TABLE;
    }

    private static final class BuiltIn {

        static final PriceTable TABLE = read();

        private static PriceTable read() {
            try (InputStream file =
                    Objects.requireNonNull(PriceTable.class.getResourceAsStream("prices.json"), "prices.json")) {
                JsonNode tree = JSON.readTree(file);
                String asOf = tree.path("asOf").asText();
                List<Price> prices = new ArrayList<>();
                tree.path("prices")
                        .properties()
                        .forEach(provider -> provider.getValue()
                                .properties()
                                .forEach(model -> Price.of(
                                                provider.getKey(),
                                                model.getKey(),
                                                model.getValue(),
                                                null,
                                                "built in, " + asOf)
                                        .ifPresent(prices::add)));
                return new PriceTable(prices, ADDRESSES, ALIASES, asOf);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** With others that go before: those of a model of a provider take the place of all that were known of it. */
    PriceTable with(List<Price> others, Map<String, String> moreAddresses, Map<String, String> moreAliases) {
        Map<String, Map<String, List<Price>>> replaced = new PriceTable(others, Map.of(), Map.of(), asOf).byProvider;
        Stream<Price> kept = byProvider.values().stream()
                .flatMap(models -> models.values().stream())
                .flatMap(List::stream)
                .filter(price -> price.since() != null
                        || !hasAlways(replaced.getOrDefault(price.provider(), Map.of())
                                .get(price.model())));
        Map<String, String> hosts = new HashMap<>(addresses);
        hosts.putAll(moreAddresses);
        Map<String, String> names = new HashMap<>(aliases);
        names.putAll(moreAliases);
        return new PriceTable(Stream.concat(others.stream(), kept).toList(), hosts, names, asOf);
    }

    private static boolean hasAlways(@Nullable List<Price> some) {
        return some != null && some.stream().anyMatch(price -> price.since() == null);
    }

    /**
     * The price that held at that time.
     *
     * @param address host of the endpoint that was asked, with or without its port; null when nobody told
     * @param model the id that answered
     * @param asked the id that was asked for, where it is another one
     */
    public Optional<Price> find(@Nullable String address, String model, @Nullable String asked, Instant time) {
        Optional<String> provider = provider(address);
        return Stream.of(model, asked, edition(model), alias(model), alias(asked))
                .filter(Objects::nonNull)
                .flatMap(id -> of(provider, id, time).stream())
                .findFirst();
    }

    /** The provider that an address is of, or whom it names itself. */
    public Optional<String> provider(@Nullable String address) {
        if (address == null) {
            return Optional.empty();
        }
        String host = address.replaceFirst(":\\d+$", "");
        return Stream.of(addresses.get(address), addresses.get(host), byProvider.containsKey(host) ? host : null)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private Optional<Price> of(Optional<String> provider, String id, Instant time) {
        if (provider.isPresent()) {
            return holding(byProvider.getOrDefault(provider.get(), Map.of()).getOrDefault(id, List.of()), time);
        }
        Map<String, Price> offers = new HashMap<>();
        byModel.getOrDefault(id, List.of()).stream()
                .filter(price -> price.holdsAt(time))
                .forEach(price -> offers.putIfAbsent(price.provider(), price));
        Optional<Price> any = offers.values().stream().findFirst();
        return any.filter(one -> offers.values().stream().allMatch(one::isAs));
    }

    private static Optional<Price> holding(List<Price> newestFirst, Instant time) {
        return newestFirst.stream().filter(price -> price.holdsAt(time)).findFirst();
    }

    private @Nullable String alias(@Nullable String id) {
        return id == null ? null : aliases.get(id);
    }

    private static @Nullable String edition(String id) {
        String bare = EDITION.matcher(id).replaceFirst("");
        return bare.equals(id) ? null : bare;
    }
}
