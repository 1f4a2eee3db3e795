import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;
import org.apache.solr.client.solrj.embedded.SSLConfig;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Solr in its Jetty, on every address: the runner binds to loopback alone. Arguments: home, and a key store where it speaks TLS, which the runner does in its test mode. */
public class Lab {
  public static void main(String[] arguments) throws Exception {
    var config = JettyConfig.builder().setPort(8983).setContext("/solr").stopAtShutdown(true);
    if (arguments.length > 1) {
      System.setProperty("jetty.testMode", "true");
      config.useOnlyHttp1(true).withSSLConfig(new SSLConfig(true, false, arguments[1], "made-up", null, null));
    }
    var runner = new JettySolrRunner(arguments[0], config.build());
    var field = JettySolrRunner.class.getDeclaredField("server");
    field.setAccessible(true);
    ((ServerConnector) ((Server) field.get(runner)).getConnectors()[0]).setHost("0.0.0.0");
    runner.start();
    Thread.currentThread().join();
  }
}
