package io.tailrace.bench.peers.esper;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventSender;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.DeploymentOptions;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import com.espertech.esper.runtime.client.util.RuntimeVersion;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.Work;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A statement a query over events that carry both rows, so that Esper's own index over filters serves them and rows
 * that leave are told too; the latest rows are kept by hand. Statements are compiled once and deployed with parameters.
 */
public final class EsperStatements implements Peer {
    private static final String RANGE = "newPrice in [?:low:double : ?:high:double)";
    private static final String EPL = "select * from RowChange(";

    private Work work;
    private Configuration configuration;
    private EPRuntime runtime;
    private EventSender sender;
    private Row[] rows;

    @Override
    public void open(Work asked, Path directory, long mostUpdates) {
        work = asked;
        rows = new Row[work.rows()];
        configuration = new Configuration();
        configuration.getCommon().addEventType(RowChange.class);
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        configuration.getRuntime().getThreading().setListenerDispatchPreserveOrder(false);
        runtime = EPRuntimeProvider.getRuntime("peer", configuration);
        sender = runtime.getEventService().getEventSender("RowChange");
    }

    @Override
    public void subscribe(Told told) throws Exception {
        String filter = work.isRange() ? RANGE + " or " + RANGE.replace("new", "old") : "symbol = ?:symbol:int";
        EPCompiled compiled =
                EPCompilerProvider.getCompiler().compile(EPL + filter + ")", new CompilerArguments(configuration));
        for (int i = 0; i < work.queries(); i++) {
            int query = i;
            DeploymentOptions options = new DeploymentOptions().setStatementSubstitutionParameter(parameters -> {
                if (work.isRange()) {
                    parameters.setObject("low", work.low(query));
                    parameters.setObject("high", work.high(query));
                } else {
                    parameters.setObject("symbol", query);
                }
            });
            EPStatement statement =
                    runtime.getDeploymentService().deploy(compiled, options).getStatements()[0];
            statement.addListener((inserted, removed, of, by) -> {
                RowChange change = (RowChange) inserted[0].getUnderlying();
                told.told(work, query, change.before(), change.after());
            });
        }
    }

    @Override
    public void send(int key, double price, long number, long sentNs) {
        Row before = rows[key];
        Row after = work.row(key, price, number, sentNs);
        rows[key] = after;
        if (before != null) {
            sender.sendEvent(new RowChange(before, after));
        }
    }

    @Override
    public void flush() {}

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", RuntimeVersion.RUNTIME_VERSION);
        facts.put("threads", "1: listeners run in the call of the producer");
        facts.put("durability", "none; rows are kept by hand in an array on the heap");
        facts.put("settings", "events with both rows, one compiled statement deployed with parameters, filter index");
        return facts;
    }

    @Override
    public void end() {
        runtime.destroy();
    }
}
