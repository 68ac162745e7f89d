using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.EventTime;
using Flink.Core.Graph;
using Flink.Streaming;
using Flink.Streaming.Testing;

namespace Flink.Semantics.Tests.Harness;

/// <summary>Where a case writes its program: the streams of its input, and where it prints.</summary>
internal sealed class JobUnderTest : IDisposable
{
    private readonly StreamExecutionEnvironment _environment;
    private readonly Shared<Transcript> _transcript;
    private readonly Dictionary<string, Shared<Feed>> _feeds;
    private readonly Dictionary<string, DataStream<Event>> _streams = [];
    private readonly List<string> _tags = [];

    public JobUnderTest(IReadOnlyList<InputLine> input, Transcript transcript, int parallelism)
    {
        _environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty)
            .SetParallelism(parallelism)
            .SetMaxParallelism(128)
            .SetAutoWatermarkInterval(TimeSpan.Zero);
        _transcript = Shared.Of(transcript);
        _feeds = input.Where(line => line.Kind != LineKind.Sleep).GroupBy(line => line.Stream)
            .ToDictionary(lines => lines.Key, lines => Shared.Of(new Feed([.. lines])));
        Feeds = [.. _feeds.Values.Select(feed => feed.Value)];
    }

    /// <summary>The sources' scripts, in the order in which the sources end: that of their first lines.</summary>
    public IReadOnlyList<Feed> Feeds { get; }

    /// <summary>Where the program prints.</summary>
    public IReadOnlyCollection<string> Tags => _tags;

    public Feed FeedOf(string stream) => _feeds[stream].Value;

    /// <summary>The records of a stream of the input in event time; its source has one subtask.</summary>
    public DataStream<Event> Stream(string name)
    {
        if (!_streams.TryGetValue(name, out var stream))
        {
            var time = WatermarkStrategy.ForGenerator<InputLine>(_ => new ScriptedTime());
            stream = _environment.FromSource(new ScriptedSource(_feeds[name]), time, name).SetParallelism(1)
                .Filter(line => line.Kind == LineKind.Record).SetParallelism(1)
                .Map(line => new Event(line.Key, line.Timestamp, line.Value, line.Text)).SetParallelism(1);
            _streams.Add(name, stream);
        }

        return stream;
    }

    /// <summary>Prints a stream.</summary>
    /// <param name="tag">A tag of the recording; <c>tag/variant</c> where several programs shall print the same.</param>
    /// <param name="lines">What is printed.</param>
    public void Print(string tag, DataStream<string> lines)
    {
        _tags.Add(tag);
        var transcript = _transcript;
        lines.AddSink(text => transcript.Value.Add(tag, text));
    }

    public void Print(string tag, DataStream<Event> events) => Print(tag, events.Map(one => one.ToString()));

    /// <summary>The graph as a cluster gets it: functions have travelled.</summary>
    public JobGraph Submit()
    {
        var sent = JobGraphSerializer.Write(_environment.GetJobGraph());
        return JobGraphSerializer.Read(sent.Bytes, TypeResolver.Of(sent.Assemblies));
    }

    public void Dispose()
    {
        _transcript.Dispose();
        foreach (var feed in _feeds.Values)
        {
            feed.Dispose();
        }
    }
}
