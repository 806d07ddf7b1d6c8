package chad.ide.notices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;

/** Notices as their receivers want them. What runs say in them is text, and never markup. */
@Singleton
class WebhookPayload {

    private static final Set<Notice.Kind> URGENT =
            EnumSet.of(Notice.Kind.STALL, Notice.Kind.STUCK, Notice.Kind.SILENCE);

    private final ObjectMapper json;

    WebhookPayload(ObjectMapper json) {
        this.json = json;
    }

    byte[] of(Notice notice, Target target) {
        try {
            return json.writeValueAsBytes(
                    switch (target.format()) {
                        case JSON -> notice;
                        case NTFY -> ntfy(notice, target.topic());
                        case SLACK -> slack(notice);
                    });
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** https://docs.ntfy.sh/publish/#publish-as-json */
    private ObjectNode ntfy(Notice notice, String topic) {
        ObjectNode body = json.createObjectNode();
        body.put("topic", topic);
        body.put("title", notice.title());
        body.put("message", notice.summary() + "\n" + notice.command());
        body.put("priority", URGENT.contains(notice.kind()) ? 4 : 3);
        body.put("click", notice.url());
        ArrayNode tags = body.putArray("tags");
        tags.add(
                switch (notice.kind()) {
                    case GATE -> "raised_hand";
                    case STALL -> "warning";
                    case STUCK -> "repeat";
                    case FAILURE -> "x";
                    case CAVEAT -> "grey_exclamation";
                    case SILENCE -> "mute";
                    case BUDGET -> "moneybag";
                });
        tags.add(notice.kind().word());
        return body;
    }

    /** {@code text} for notifications and for receivers that know no blocks; both say the same. */
    private ObjectNode slack(Notice notice) {
        ObjectNode body = json.createObjectNode();
        body.put(
                "text",
                "*%s*\n%s\n%s\n`%s`"
                        .formatted(
                                escaped(notice.title()),
                                escaped(notice.summary()),
                                notice.url(),
                                escaped(notice.command())));
        ArrayNode blocks = body.putArray("blocks");
        block(blocks, "header", notice.title());
        if (!notice.summary().isEmpty()) {
            block(blocks, "section", notice.summary());
        }
        block(blocks, "section", notice.command());
        ObjectNode button =
                blocks.addObject().put("type", "actions").putArray("elements").addObject();
        button.put("type", "button").put("url", notice.url());
        plain(button.putObject("text"), "Open");
        return body;
    }

    private static void block(ArrayNode blocks, String type, String text) {
        plain(blocks.addObject().put("type", type).putObject("text"), text);
    }

    /** Slack shows it as it is: no mention, no link. */
    private static void plain(ObjectNode element, String text) {
        element.put("type", "plain_text").put("text", text);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace('`', '\'');
    }
}
