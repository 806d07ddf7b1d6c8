package chad.ide.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(Recording.class)
    void everyRecordedFrameHashesToWhatTheEngineSaid(Recording recording, @TempDir Path folder) throws Exception {
        Map<String, List<StoredFrame>> runs = frames(recording, folder);

        assertThat(runs).isNotEmpty();
        runs.forEach((run, frames) -> {
            for (StoredFrame frame : frames) {
                DecodedFrame decoded = FrameDecoder.decode(since(frames, frame));
                assertThat(decoded.intact())
                        .as("%s %s frame %d", recording, run, frame.frameNo())
                        .isTrue();
                assertThat(decoded.frameNo()).isEqualTo(frame.frameNo());
            }
        });
    }

    @Test
    void aChangeMovesTheTreeOn(@TempDir Path folder) throws Exception {
        List<StoredFrame> frames = frames(Recording.LOOP, folder).getOrDefault("loop-1", List.of());
        JsonNode before = FrameDecoder.decode(frames.subList(0, 11)).xml();
        JsonNode after = FrameDecoder.decode(frames.subList(0, 12)).xml();

        String loop = "/children/0/children/0/props/until";
        assertThat(before.at(loop).asText()).isEqualTo("false");
        assertThat(after.at(loop).asText()).isEqualTo("true");
        assertThat(after.at("/children/0/children/1/children/0/props/id").asText())
                .isEqualTo("report");
    }

    @Test
    void eachOperationAppliesToTheResultOfTheOneBefore() throws Exception {
        JsonNode root = JSON.readTree("{\"children\":[1,2,3]}");
        JsonNode delta = JSON.readTree("""
                {"version":1,"ops":[
                  {"op":"remove","path":["children",0]},
                  {"op":"insert","path":["children",2],"value":{"props":{}}},
                  {"op":"set","path":["children",2,"props","id"],"value":"x"},
                  {"op":"remove","path":["children",0]}]}""");

        assertThat(FrameDecoder.apply(root, delta))
                .isEqualTo(JSON.readTree("{\"children\":[3,{\"props\":{\"id\":\"x\"}}]}"));
    }

    @Test
    void anEmptyPathReplacesOrRemovesTheRoot() throws Exception {
        JsonNode root = JSON.readTree("{}");

        assertThat(FrameDecoder.apply(root, delta("{\"op\":\"set\",\"path\":[],\"value\":{\"a\":1}}")))
                .isEqualTo(JSON.readTree("{\"a\":1}"));
        assertThat(FrameDecoder.apply(root, delta("{\"op\":\"remove\",\"path\":[]}"))
                        .isNull())
                .isTrue();
    }

    @Test
    void aTreeThatIsNotTheRecordedOneIsToldApart() {
        StoredFrame wrong = new StoredFrame(1, "keyframe", "{\"kind\":\"text\",\"text\":\"x\"}", "0".repeat(64));

        assertThat(FrameDecoder.decode(List.of(wrong)).intact()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"set\",\"path\":[\"children\",9],\"value\":1}",
                "{\"op\":\"set\",\"path\":[\"nowhere\",\"x\"],\"value\":1}",
                "{\"op\":\"insert\",\"path\":[\"tag\"],\"value\":1}",
                "{\"op\":\"insert\",\"path\":[\"children\",-1],\"value\":1}",
                "{\"op\":\"set\",\"path\":[\"children\",\"x\"],\"value\":1}",
                "{\"op\":\"move\",\"path\":[\"children\",0]}"
            })
    void anOperationThatDoesNotFitIsRefused(String op) throws Exception {
        JsonNode root = JSON.readTree("{\"tag\":\"t\",\"children\":[1]}");
        JsonNode delta = delta(op);

        assertThatThrownBy(() -> FrameDecoder.apply(root, delta)).isInstanceOf(BrokenFrameException.class);
    }

    @Test
    void aMissingFrameAnUnknownVersionAndAnOrphanedDeltaAreRefused() {
        StoredFrame whole = new StoredFrame(1, null, "{}", null);
        StoredFrame third = new StoredFrame(3, "delta", "{\"version\":1,\"ops\":[]}", null);
        StoredFrame newer = new StoredFrame(2, "delta", "{\"version\":2,\"ops\":[]}", null);
        StoredFrame noJson = new StoredFrame(1, "full", "{", null);

        for (List<StoredFrame> frames : List.of(
                List.<StoredFrame>of(),
                List.of(third),
                List.of(whole, third),
                List.of(whole, newer),
                List.of(noJson))) {
            assertThatThrownBy(() -> FrameDecoder.decode(frames)).isInstanceOf(BrokenFrameException.class);
        }
    }

    private static JsonNode delta(String op) throws Exception {
        return JSON.readTree("{\"version\":1,\"ops\":[" + op + "]}");
    }

    private static List<StoredFrame> since(List<StoredFrame> frames, StoredFrame wanted) {
        int end = frames.indexOf(wanted) + 1;
        int start = end - 1;
        while (frames.get(start).isDelta()) {
            start--;
        }
        return frames.subList(start, end);
    }

    private Map<String, List<StoredFrame>> frames(Recording recording, Path folder) throws SQLException {
        Map<String, List<StoredFrame>> runs = new LinkedHashMap<>();
        try (Connection connection = Sqlite.open(recording.copyTo(folder));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT run_id, frame_no, encoding, xml_json, xml_hash
                          FROM _smithers_frames
                         ORDER BY run_id, frame_no
                        """)) {
            while (row.next()) {
                runs.computeIfAbsent(row.getString("run_id"), run -> new ArrayList<>())
                        .add(new StoredFrame(
                                row.getLong("frame_no"),
                                row.getString("encoding"),
                                row.getString("xml_json"),
                                row.getString("xml_hash")));
            }
        }
        return runs;
    }
}
