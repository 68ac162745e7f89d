using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Memory;
using Flink.Runtime.Network;
using Flink.Runtime.Network.Tcp;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Streaming;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Benchmarks.Jobs;

/// <summary>
/// The exchange alone: a tasklet of one worker sends records by key to two tasklets of another over loopback, through the
/// channels of a job. Both workers are in this process, each with one thread for tasklets and those of its connection.
/// </summary>
internal sealed class WorkerExchange<T> : IWork
    where T : IKeyedSample<T>
{
    private const long Memory = 64L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WorkerPool _senders = new(1, TimeProvider.System, Patience, NullLogger.Instance);
    private readonly WorkerPool _receivers = new(1, TimeProvider.System, Patience, NullLogger.Instance);
    private readonly TcpNetwork _here;
    private readonly TcpNetwork _there;
    private readonly JobGraph _graph;
    private readonly long _records;
    private int _attempt;

    public WorkerExchange(long records, bool compresses = false)
    {
        _records = records;
        var settings = new NetworkSettings { BindHost = "127.0.0.1", Compresses = compresses };
        _here = new TcpNetwork("one", "127.0.0.1", settings, 1, TimeProvider.System, NullLogger.Instance);
        _there = new TcpNetwork("two", "127.0.0.1", settings, 2, TimeProvider.System, NullLogger.Instance);
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(KeyedStore.Receivers);
        environment.FromSource(new StoreSource<T>(KeyedStore.Make<T>, records), "Records").SetParallelism(1)
            .KeyBy(T.KeyOf).AddSink(static _ => { });
        _graph = environment.GetJobGraph("exchange");
    }

    public long Units => _records;

    public long Run()
    {
        var attempt = _attempt++;
        var edge = _graph.Edges[0];
        var placement = new JobPlacement(
        [
            new VertexPlacement(edge.Source, 0, [Place(edge.Source, 0, attempt, _here)]),
            new VertexPlacement(edge.Target, 0, [.. Enumerable.Range(0, KeyedStore.Receivers).Select(i => Place(edge.Target, i, attempt, _there))]),
        ]);
        using var sending = new JobChannels(_graph, new NetworkMemory(Memory), _here, static _ => Memory);
        using var receiving = new JobChannels(_graph, new NetworkMemory(Memory), _there, static _ => Memory);
        var sinks = new ExchangeReceiver<T>[KeyedStore.Receivers];
        for (var i = 0; i < sinks.Length; i++)
        {
            var channels = receiving.Open(new ExecutionId(_graph.Id, edge.Target, i, attempt), placement);
            sinks[i] = new ExchangeReceiver<T>(channels.From(0));
            _receivers.Start(sinks[i], i);
        }

        var output = sending.Open(new ExecutionId(_graph.Id, edge.Source, 0, attempt), placement);
        var writer = RecordPlumbing.For(typeof(T)).CreateWriter(edge.ForSubtask().Partitioner, output.To(0), 0, KeyedStore.MaxParallelism);
        _senders.Start(new ExchangeFeeder<T>(writer, _records), 0);
        return sinks.Sum(static sink => sink.Sum.GetAwaiter().GetResult());
    }

    private static TaskPlacement Place(VertexId vertex, int subtask, int attempt, TcpNetwork network)
    {
        var address = network.Address;
        var location = new TaskManagerLocation(
            new TaskManagerId(address.Id), address.Host, new EndpointAddress(address.Id, "taskmanager"), address.Host, address.Port);
        return new TaskPlacement(vertex, subtask, attempt, location);
    }
}
