package chad.nativecheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a native executable knows of itself at run time: the classes open to reflection and the resources inside, from
 * all files under {@code META-INF/native-image}, of the program and its libraries.
 */
final class Metadata {

    /** A member that is named, with the types of its parameters when it is a method. */
    record Member(String name, List<String> parameters) {}

    /** What is open of one class: whole groups, such as {@code allDeclaredMethods}, and single members. */
    record Open(Set<String> groups, Set<Member> methods, Set<String> fields) {

        boolean group(String what) {
            return groups.stream().anyMatch(group -> group.endsWith(what));
        }

        boolean method(String name) {
            return methods.stream().anyMatch(method -> method.name().equals(name));
        }
    }

    private static final Pattern CLASS_NAME = Pattern.compile("([a-z_]\\w*\\.)+[A-Z][\\w$]*");

    private final Map<String, Open> classes = new HashMap<>();
    private final List<Pattern> resources = new ArrayList<>();

    private Metadata() {}

    /** Of a program that registers nothing. */
    static Metadata none() {
        return new Metadata();
    }

    /** Of the program and all its libraries. */
    static Metadata of(NativeSources sources) {
        Metadata metadata = of(sources.jars());
        sources.features().forEach(metadata::addFeature);
        return metadata;
    }

    /** Only what was written for the program, not what its libraries say of themselves. */
    static Metadata ofItself(NativeSources sources) {
        return of(List.of(sources.jar()));
    }

    private static Metadata of(List<Path> jars) {
        Metadata metadata = new Metadata();
        ObjectMapper json = new ObjectMapper();
        try {
            for (byte[] file : NativeSources.nativeImageFiles(jars, "reflect-config.json")) {
                json.readTree(file).forEach(metadata::addClass);
            }
            for (byte[] file : NativeSources.nativeImageFiles(jars, "jni-config.json")) {
                json.readTree(file).forEach(metadata::addClass);
            }
            for (byte[] file : NativeSources.nativeImageFiles(jars, "resource-config.json")) {
                JsonNode listed = json.readTree(file).path("resources");
                (listed.isArray() ? listed : listed.path("includes"))
                        .forEach(resource -> metadata.resources.add(
                                Pattern.compile(resource.path("pattern").asText())));
            }
            for (byte[] file : NativeSources.nativeImageFiles(jars, "reachability-metadata.json")) {
                JsonNode all = json.readTree(file);
                all.path("reflection").forEach(metadata::addClass);
                all.path("resources")
                        .forEach(resource -> metadata.resources.add(
                                glob(resource.path("glob").asText())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return metadata;
    }

    /** What is open of the class; nothing when nobody registered it. */
    Open of(String className) {
        return classes.getOrDefault(className, new Open(Set.of(), Set.of(), Set.of()));
    }

    boolean names(String className) {
        return classes.containsKey(className);
    }

    Collection<String> classNames() {
        return classes.keySet();
    }

    boolean includes(String resource) {
        return resources.stream().anyMatch(pattern -> pattern.matcher(resource).matches());
    }

    /** A feature registers by code what it names as a constant, such as the classes that Caffeine picks from. */
    private void addFeature(byte[] feature) {
        for (PoolEntry constant : ClassFile.of().parse(feature).constantPool()) {
            if (constant instanceof StringEntry text
                    && CLASS_NAME.matcher(text.stringValue()).matches()) {
                classes.computeIfAbsent(
                                text.stringValue(), any -> new Open(new HashSet<>(), new HashSet<>(), new HashSet<>()))
                        .groups()
                        .add("allDeclaredConstructors");
            }
        }
    }

    private void addClass(JsonNode entry) {
        String name = entry.path(entry.has("name") ? "name" : "type").asText();
        Open open = classes.computeIfAbsent(name, any -> new Open(new HashSet<>(), new HashSet<>(), new HashSet<>()));
        entry.properties().forEach(property -> {
            if (property.getValue().isBoolean() && property.getValue().asBoolean()) {
                open.groups().add(property.getKey());
            }
        });
        for (String methods : List.of("methods", "queriedMethods")) {
            entry.path(methods).forEach(method -> {
                List<String> parameters = new ArrayList<>();
                method.path("parameterTypes").forEach(type -> parameters.add(type.asText()));
                open.methods().add(new Member(method.path("name").asText(), parameters));
            });
        }
        entry.path("fields")
                .forEach(field -> open.fields().add(field.path("name").asText()));
    }

    /** {@code *} stands for anything within a folder, {@code **} for any depth. */
    private static Pattern glob(String glob) {
        return Pattern.compile(Arrays.stream(glob.split("\\*\\*", -1))
                .map(part -> Pattern.quote(part).replace("*", "\\E[^/]*\\Q"))
                .collect(Collectors.joining(".*")));
    }
}
