package chad.refresh.names;

import chad.refresh.names.NamePart.Date;
import chad.refresh.names.NamePart.Numeral;
import chad.refresh.names.NamePart.Size;
import chad.refresh.names.NamePart.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the parts of a name behind its family's stem say about a model.
 *
 * @param variants the words, but for the {@code v} of a version
 * @param date digits of a date or build; empty when there is none
 * @param millions of parameters; 0 when the name tells no size
 */
record Traits(Version version, Version revision, List<String> variants, String date, long millions) {

    static Traits of(List<NamePart> parts) {
        var variants = new ArrayList<String>();
        var date = new StringBuilder();
        var revision = Version.NONE;
        long millions = 0;
        for (int i = 0; i < parts.size(); i++) {
            Optional<Version> marked = markedVersion(parts, i);
            if (marked.isPresent()) {
                revision = i == 0 ? revision : marked.get();
                continue;
            }
            switch (parts.get(i)) {
                case Word(String text) -> variants.add(text);
                case Size size -> millions = Math.max(millions, size.millions());
                case Date(String digits) -> date.append(digits);
                case Numeral _, NamePart.Context _ -> {}
            }
        }
        return new Traits(version(parts), revision, List.copyOf(variants), date.toString(), millions);
    }

    /**
     * The number right behind the stem, with or without a v; or the first one behind nothing but variant words, if it
     * stands by itself: {@code nano-3}, but not the 8 of {@code fp8}.
     */
    private static Version version(List<NamePart> parts) {
        Optional<Version> marked = markedVersion(parts, 0);
        if (marked.isPresent()) {
            return marked.get();
        }
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case Numeral(Version version, boolean glued) -> {
                    return i == 0 || !glued ? version : Version.NONE;
                }
                case Word _ -> {} // a variant
                case Size _, Date _, NamePart.Context _ -> {
                    return Version.NONE;
                }
            }
        }
        return Version.NONE;
    }

    /** The number of a {@code v1.5} that begins at this part. */
    private static Optional<Version> markedVersion(List<NamePart> parts, int at) {
        return at + 1 < parts.size()
                        && parts.get(at) instanceof Word(String text)
                        && text.equals("v")
                        && parts.get(at + 1) instanceof Numeral(Version version, boolean glued)
                        && glued
                ? Optional.of(version)
                : Optional.empty();
    }
}
