using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Operators;

/// <summary>Each transformation with each form of function; that these lines compile is a part of the test.</summary>
public class FunctionFormTests
{
    // What a lambda captures is a copy; a static field is the process's.
    private static Collector<int>? _kept;

    private static readonly Pair[] _pairs = [new(1, 10), new(2, 20), new(3, 30)];

    [Fact]
    public void Map_takes_all_forms()
    {
        Assert.Equal([10, 20, 30], Run(pairs => pairs.Map(p => p.Value)));
        Assert.Equal([10, 20, 30], Run(pairs => pairs.Map((in Pair p) => p.Value)));
        Assert.Equal([10, 20, 30], Run(pairs => pairs.Map(new ValueStruct())));
        Assert.Equal([10, 20, 30], Run(pairs => pairs.Map(new ValueClass())));
    }

    [Fact]
    public void Filter_takes_all_forms()
    {
        Assert.Equal([_pairs[1]], Run(pairs => pairs.Filter(p => p.Key == 2)));
        Assert.Equal([_pairs[1]], Run(pairs => pairs.Filter((in Pair p) => p.Key == 2)));
        Assert.Equal([_pairs[1]], Run(pairs => pairs.Filter(new KeyFilter(2))));
    }

    [Fact]
    public void Update_changes_in_place()
    {
        Assert.Equal([new(1, 11), new(2, 21), new(3, 31)], Run(pairs => pairs.Update((ref Pair p) => p.Value++)));
        Assert.Equal([new(1, 11), new(2, 21), new(3, 31)], Run(pairs => pairs.Update(new Increment())));
    }

    [Fact]
    public void Flat_map_takes_all_forms()
    {
        int[] expected = [1, 2, 2, 3, 3, 3];

        Assert.Equal(expected, Run(pairs => pairs.FlatMap<int>((p, output) =>
        {
            for (var i = 0; i < p.Key; i++)
            {
                output.Collect(p.Key);
            }
        })));
        Assert.Equal(expected, Run(pairs => pairs.FlatMap((in Pair p, Collector<int> output) =>
        {
            for (var i = 0; i < p.Key; i++)
            {
                output.Collect(p.Key);
            }
        })));
        Assert.Equal(expected, Run(pairs => pairs.FlatMap(new RepeatStruct())));
        Assert.Equal(expected, Run(pairs => pairs.FlatMap(new RepeatClass())));
    }

    [Fact]
    public void Flat_map_by_delegate_passes_on_more_results_than_a_batch_holds()
    {
        using var harness = new OperatorHarness<int, int>(Program.NewEnvironment().Read<int>().FlatMap<int>((n, output) =>
        {
            for (var i = 0; i < n; i++)
            {
                output.Collect(i, i + 100);
            }
        }));

        harness.PushAt(5, 10_000);

        Assert.Equal(Enumerable.Range(0, 10_000), harness.Records);
        Assert.Equal(Enumerable.Range(100, 10_000).Select(i => (long)i), harness.Timestamps);
    }

    [Fact]
    public void Flat_map_results_carry_the_timestamp_of_their_record()
    {
        using var harness = new OperatorHarness<int, int>(
            Program.NewEnvironment().Read<int>().FlatMap<int>((n, output) => output.Collect(n)));

        harness.PushAt(5, 1).PushAt(6, 2);

        Assert.Equal([5L, 6L], harness.Timestamps);
    }

    [Fact]
    public void Collector_that_was_kept_beyond_its_call_says_so()
    {
        using var harness = new OperatorHarness<int, int>(Program.NewEnvironment().Read<int>().FlatMap<int>((_, output) => _kept = output));
        harness.Push(1);

        _kept!.Collect(1);

        Assert.Throws<InvalidOperationException>(() => _kept.Flush());
    }

    [Fact]
    public void Sink_function_takes_all_forms()
    {
        List<string> seen = [];
        Consume(pairs => pairs.AddSink(p => seen.Add($"a{p.Key}")));
        Consume(pairs => pairs.AddSink((in Pair p, long timestamp) => seen.Add($"b{p.Key}@{timestamp}")));
        Consume(pairs => pairs.AddSink(new ListSink(seen)));

        Assert.Equal(["a7", "b7@3", "c7"], seen);
    }

    [Fact]
    public void Steps_of_one_chain_are_closed_into_one_operator()
    {
        var env = Program.NewEnvironment();
        env.Read<Pair>().Map(p => p.Value).Filter(v => v > 10).Map(new AddStruct(1)).FlatMap<long>((v, output) =>
        {
            output.Collect(v);
            output.Collect(-v);
        });
        var steps = env.GetJobGraph().Vertices[0].Operators.Skip(1).Select(one => ((IFusible)one.Factory).Step!).ToList();
        using var harness = new OperatorHarness<Pair, long>(new FusedFactory(steps));

        harness.PushAt(1, _pairs);

        Assert.Equal([21, -21, 31, -31], harness.Records);
    }

    [Fact]
    public void Rich_function_object_is_opened_once_for_each_subtask()
    {
        var stream = Program.NewEnvironment(parallelism: 2).Read<Pair>().Map(new RichMap());
        using var harness = new OperatorHarness<Pair, int>(stream);

        harness.Push(_pairs);

        // Dealt out in turn, and read one subtask after the other.
        Assert.Equal([0, 0, 1], harness.Records);
    }

    [Fact]
    public void Blocking_declaration_reaches_the_factory()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).Blocking().SinkTo(new PrintSink<int>());

        Assert.True(env.GetJobGraph().OperatorNamed("Map").Factory.IsBlocking);
        Assert.False(env.GetJobGraph().OperatorNamed("Sink: Print").Factory.IsBlocking);
    }

    private static IReadOnlyList<TOut> Run<TOut>(Func<DataStream<Pair>, DataStream<TOut>> transform)
    {
        using var harness = new OperatorHarness<Pair, TOut>(transform(Program.NewEnvironment().Read<Pair>()));
        return harness.Push(_pairs).Take();
    }

    private static void Consume(Action<DataStream<Pair>> end)
    {
        var env = Program.NewEnvironment();
        end(env.Read<Pair>());
        using var harness = new OperatorHarness<Pair, object>(env.GetJobGraph().Vertices[0].Operators[1]);
        harness.PushAt(3, new Pair(7, 70));
    }

    private sealed class FusedFactory(IReadOnlyList<FusedStep> steps) : OperatorFactory
    {
        public override IReadOnlyList<Type> InputTypes { get; } = [typeof(Pair)];

        public override Type OutputType => typeof(long);

        public override Operator Create() => FusedRun.Close(steps, typeof(Pair), typeof(long));
    }

    public record struct Pair(int Key, int Value);

    private readonly struct ValueStruct : IMapFunction<Pair, int>
    {
        public int Map(in Pair record) => record.Value;
    }

    private sealed class ValueClass : IMapFunction<Pair, int>
    {
        public int Map(in Pair record) => record.Value;
    }

    private readonly struct AddStruct(int amount) : IMapFunction<int, int>
    {
        public int Map(in int record) => record + amount;
    }

    private sealed class RichMap : IMapFunction<Pair, int>, IRichFunction
    {
        private int _subtask = -1;

        public void Open(RuntimeContext context)
        {
            Assert.Equal(-1, _subtask);
            _subtask = context.SubtaskIndex;
        }

        public int Map(in Pair record) => _subtask;

        public void Close()
        {
        }
    }

    private readonly struct KeyFilter(int key) : IFilterFunction<Pair>
    {
        public bool Filter(in Pair record) => record.Key == key;
    }

    private readonly struct Increment : IUpdateFunction<Pair>
    {
        public void Update(ref Pair record) => record.Value++;
    }

    private readonly struct RepeatStruct : IFlatMapFunction<Pair, int>
    {
        public void FlatMap<TCollector>(in Pair record, ref TCollector output)
            where TCollector : struct, ICollector<int>, allows ref struct
        {
            for (var i = 0; i < record.Key; i++)
            {
                output.Collect(record.Key);
            }
        }
    }

    private sealed class RepeatClass : IFlatMapFunction<Pair, int>
    {
        public void FlatMap<TCollector>(in Pair record, ref TCollector output)
            where TCollector : struct, ICollector<int>, allows ref struct => default(RepeatStruct).FlatMap(in record, ref output);
    }

    private sealed class ListSink(List<string> seen) : ISinkFunction<Pair>
    {
        public void Invoke(in Pair record, long timestamp) => seen.Add($"c{record.Key}");
    }
}
