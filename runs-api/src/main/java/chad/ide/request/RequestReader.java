package chad.ide.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Every record that an operation takes as its body goes through {@link RequestBinder}. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class RequestReader implements MessageBodyReader<Record> {

    /** Under which the JSON is kept with the request, for the audit. */
    public static final String BODY = RequestReader.class.getName();

    private final CurrentVertxRequest request;
    private final ObjectMapper json;
    private final RequestBinder binder;

    RequestReader(CurrentVertxRequest request, ObjectMapper json, RequestBinder binder) {
        this.request = request;
        this.json = json;
        this.binder = binder;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        JsonNode sent = json.readTree(body);
        RoutingContext routing = request.getCurrent();
        if (routing != null) {
            routing.put(BODY, sent);
        }
        return binder.bind(sent, type);
    }
}
