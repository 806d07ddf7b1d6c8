package chad.ide.web;

import chad.ide.secrets.MaskedBytes;
import chad.ide.secrets.Secrets;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;

/** No answer shows the value of a secret, whatever part of the service it comes from. */
@Provider
public class MaskedAnswers implements WriterInterceptor {

    private final Secrets secrets;

    MaskedAnswers(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        if (context.getEntity() instanceof MaskedBytes(byte[] bytes)) {
            context.setEntity(bytes);
            context.setType(byte[].class);
            context.setGenericType(byte[].class);
            context.proceed();
            return;
        }
        OutputStream whole = context.getOutputStream();
        OutputStream masked = secrets.masking(whole);
        context.setOutputStream(masked);
        context.proceed();
        masked.close(); // what was held back as the possible beginning of a value; not of an answer that broke off
    }
}
