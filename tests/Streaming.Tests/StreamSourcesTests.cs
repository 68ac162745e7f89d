using Flink.Core.Operators;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests;

public sealed class StreamSourcesTests
{
    [Fact]
    public void Sources_that_can_be_divided_take_the_parallelism_of_the_environment()
    {
        Assert.Equal(("Source: Collection Source", 1), Head(env => env.FromElements(1, 2, 3)));
        Assert.Equal(("Source: Sequence Source", 4), Head(env => env.FromSequence(1, 9)));
        Assert.Equal(("Source: Data Generator", 4), Head(env => env.FromGenerator(i => (int)i)));
        Assert.Equal(("Source: Data Generator", 4), Head(env => env.FromGenerator<long, Same>(default)));
        Assert.Equal(("Source: Text File", 4), Head(env => env.ReadTextFile("/tmp/in")));
        Assert.Equal(("Source: Text File", 4), Head(env => env.ReadTextFileAsString("/tmp/in")));
        Assert.Equal(("Source: Standard Input", 1), Head(env => env.ReadTextFile("-")));
        Assert.Equal(("Source: Socket Stream", 1), Head(env => env.SocketTextStream("localhost", 9999)));
    }

    [Fact]
    public void Sinks_have_the_names_that_people_know()
    {
        Assert.Equal(("Sink: Print to Std. Out", false), Sink(stream => stream.Print()));
        Assert.Equal(("Sink: Print to Std. Err", false), Sink(stream => stream.PrintToError("id")));
        Assert.Equal(("Sink: Discarding", false), Sink(stream => stream.Discard()));
        Assert.Equal(("Sink: File", false), Sink(stream => stream.WriteAsText("/tmp/out")));
        Assert.Equal(("Sink: File", false), Sink(stream => stream.WriteAsCsv("/tmp/out")));
        Assert.Equal(("Sink: File", false), Sink(stream => stream.WriteAsJsonLines("/tmp/out")));
        Assert.Equal(("Sink: Socket", true), Sink(stream => stream.WriteToSocket("localhost", 9999)));
    }

    private static (string Name, int Parallelism) Head<T>(Func<StreamExecutionEnvironment, DataStream<T>> read)
    {
        var env = Program.NewEnvironment(4);
        read(env).Rebalance().Discard();
        var vertex = env.GetJobGraph().Vertices[0];
        return (vertex.Operators[0].Name, vertex.Parallelism);
    }

    private static (string Name, bool IsBlocking) Sink(Func<DataStream<long>, StreamSink> write)
    {
        var env = Program.NewEnvironment();
        write(env.FromSequence(1, 2));
        var node = env.GetJobGraph().Vertices[^1].Operators[^1];
        OperatorFactory factory = node.Factory;
        return (node.Name, factory.IsBlocking);
    }

    private readonly struct Same : IGeneratorFunction<long>
    {
        public long Generate(long index) => index;
    }
}
