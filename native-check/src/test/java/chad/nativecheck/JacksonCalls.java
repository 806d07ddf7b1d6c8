package chad.nativecheck;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which types of ours a class hands to Jackson itself, where Quarkus doesn't see them: those of {@code readValue(…,
 * X.class)} and of {@code new TypeReference<…X…>()}, and the static type of what is given to {@code writeValueAs…} and
 * the like, or to a response as its entity. A type that is hidden in a variable of a wider one is not found; the recording of ReflectionIT has those.
 */
final class JacksonCalls {

    private static final Set<String> MAPPERS = Set.of(
            "com/fasterxml/jackson/databind/ObjectMapper",
            "com/fasterxml/jackson/databind/ObjectReader",
            "com/fasterxml/jackson/databind/ObjectWriter");
    private static final Set<String> WRITING =
            Set.of("writeValueAsBytes", "writeValueAsString", "writeValue", "valueToTree", "convertValue");
    private static final Set<String> READING =
            Set.of("readValue", "treeToValue", "convertValue", "readerFor", "readerForListOf", "forType", "writerFor");
    /** A resource that returns a response doesn't declare what is in it. */
    private static final Map<String, Set<String>> ANSWERING = Map.of(
            "jakarta/ws/rs/core/Response", Set.of("ok", "accepted"),
            "jakarta/ws/rs/core/Response$ResponseBuilder", Set.of("entity"));

    private static final String TYPE_REFERENCE = "com/fasterxml/jackson/core/type/TypeReference";
    private static final Pattern OUR_TYPE = Pattern.compile("L(chad/[\\w$/]+)");

    private final Set<String> types = new TreeSet<>();

    private JacksonCalls() {}

    static Set<String> types(byte[] bytes) {
        JacksonCalls calls = new JacksonCalls();
        ClassModel type = ClassFile.of().parse(bytes);
        if (type.superclass()
                .filter(parent -> parent.asInternalName().equals(TYPE_REFERENCE))
                .isPresent()) {
            for (var attribute : type.attributes()) {
                if (attribute instanceof SignatureAttribute signature) {
                    calls.addAll(signature.signature().stringValue());
                }
            }
        }
        for (MethodModel method : type.methods()) {
            method.code().ifPresent(calls::look);
        }
        return calls.types;
    }

    private void look(CodeModel code) {
        List<LocalVariable> variables = new ArrayList<>();
        List<Instruction> before = new ArrayList<>();
        for (CodeElement element : code) {
            switch (element) {
                case LocalVariable variable -> variables.add(variable);
                case InvokeInstruction call
                when isOf(call, READING) || isOf(call, WRITING) || isAnswer(call) -> {
                    if (isOf(call, READING)) {
                        constantBefore(before).ifPresent(this::addAll);
                    }
                    if (isOf(call, WRITING)) {
                        pushedBefore(before, variables).ifPresent(this::addAll);
                    }
                    if (isAnswer(call)) {
                        pushedBefore(withoutMediaType(before, call), variables).ifPresent(this::addAll);
                    }
                    before.add(call);
                }
                case Instruction instruction -> before.add(instruction);
                default -> {}
            }
        }
    }

    private static boolean isOf(InvokeInstruction call, Set<String> names) {
        return MAPPERS.contains(call.owner().asInternalName())
                && names.contains(call.name().stringValue());
    }

    private static boolean isAnswer(InvokeInstruction call) {
        return ANSWERING
                .getOrDefault(call.owner().asInternalName(), Set.of())
                .contains(call.name().stringValue());
    }

    /** The entity is the first argument, and its media type, if any, a constant behind it. */
    private static List<Instruction> withoutMediaType(List<Instruction> before, InvokeInstruction call) {
        return call.typeSymbol().parameterCount() > 1 ? before.subList(0, before.size() - 1) : before;
    }

    private static Optional<String> constantBefore(List<Instruction> before) {
        return !before.isEmpty()
                        && before.getLast() instanceof ConstantInstruction constant
                        && constant.constantValue() instanceof ClassDesc type
                ? Optional.of(type.descriptorString())
                : Optional.empty();
    }

    private static Optional<String> pushedBefore(List<Instruction> before, List<LocalVariable> variables) {
        if (before.isEmpty()) {
            return Optional.empty();
        }
        return switch (before.getLast()) {
            case InvokeInstruction call
            when call.name().equalsString("<init>") ->
                Optional.of("L" + call.owner().asInternalName());
            case InvokeInstruction call ->
                Optional.of(call.typeSymbol().returnType().descriptorString());
            case FieldInstruction field -> Optional.of(field.typeSymbol().descriptorString());
            case NewObjectInstruction made -> Optional.of("L" + made.className().asInternalName());
            case LoadInstruction load ->
                variables.stream()
                        .filter(variable -> variable.slot() == load.slot())
                        .map(variable -> variable.typeSymbol().descriptorString())
                        .reduce((one, other) -> one + other);
            default -> Optional.empty();
        };
    }

    /**
     * What Jackson comes to when it has such a type in hand: the cases of a sealed one, and what the components of a
     * record are made of. The type itself is among them unless it is only the roof over its cases.
     */
    static Set<String> madeOf(NativeSources sources, String name) {
        Set<String> all = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.remove();
            ClassModel type = sources.entry(next.replace('.', '/') + ".class")
                    .map(ClassFile.of()::parse)
                    .orElseThrow(() -> new IllegalStateException("no class " + next));
            if (!seen.add(next)) {
                continue;
            }
            if (!type.flags().has(AccessFlag.INTERFACE)) {
                all.add(next);
            }
            JacksonCalls parts = new JacksonCalls();
            for (var attribute : type.attributes()) {
                switch (attribute) {
                    case PermittedSubclassesAttribute cases ->
                        cases.permittedSubclasses().forEach(one -> parts.addAll("L" + one.asInternalName()));
                    case RecordAttribute record ->
                        record.components()
                                .forEach(component -> parts.addAll(component
                                        .findAttribute(Attributes.signature())
                                        .map(signature -> signature.signature().stringValue())
                                        .orElse(component.descriptor().stringValue())));
                    default -> {}
                }
            }
            open.addAll(parts.types);
        }
        return all;
    }

    /** Every type of ours in a descriptor or a signature. */
    private void addAll(String descriptor) {
        Matcher found = OUR_TYPE.matcher(descriptor);
        while (found.find()) {
            types.add(found.group(1).replace('/', '.'));
        }
    }
}
