using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing.Tests.Operators;

namespace Flink.Streaming.Testing.Tests;

public class PipelineTests
{
    private static readonly OutputTag<int> Odd = new("odd");

    [Fact]
    public void Records_of_a_key_go_to_one_subtask_and_their_state_moves_with_them()
    {
        static DataStream<(int Key, int Subtask, int Count)> Program(DataStream<int> numbers) => numbers
            .KeyBy(n => n)
            .Process(new SubtaskOf())
            .KeyBy(r => r.Key)
            .Reduce((a, b) => (a.Key, b.Subtask, a.Count + b.Count));
        int[] keys = [.. Enumerable.Range(0, 100)];
        using var two = OperatorHarness.Of<int, (int Key, int Subtask, int Count)>(Program, new() { Parallelism = 2 });
        two.Push(keys).Push(keys);
        Assert.Equal([0, 1], two.Records.Select(r => r.Subtask).Distinct().Order());
        Assert.All(two.Records.GroupBy(r => r.Key), group => Assert.Single(group.Select(r => r.Subtask).Distinct()));

        using var three = OperatorHarness.Of<int, (int Key, int Subtask, int Count)>(Program, new() { Parallelism = 3, Restore = two.Snapshot() });
        three.Push(keys);

        Assert.Equal([0, 1, 2], three.Records.Select(r => r.Subtask).Distinct().Order());
        Assert.All(three.Records, r => Assert.Equal(3, r.Count));
    }

    [Fact]
    public void Example_of_the_documentation_holds()
    {
        static DataStream<(string Word, int Count)> Counts(DataStream<string> words) => words
            .Map(word => (Word: word, Count: 1))
            .KeyBy(count => count.Word)
            .Sum(count => count.Count);
        using var two = OperatorHarness.Of<string, (string Word, int Count)>(Counts, new() { Parallelism = 2 });
        two.PushAt(1000, "to", "be").PushWatermark(2000);

        using var three = OperatorHarness.Of<string, (string Word, int Count)>(Counts, new() { Parallelism = 3, Restore = two.Snapshot() });
        three.PushAt(3000, "be").PushWatermark(4000).EndInput();

        RecordedOutput.Compare(
            [
                OutputElement.Record(("be", 2), 3000),
                OutputElement.Watermark<(string, int)>(4000),
                OutputElement.Watermark<(string, int)>(long.MaxValue),
            ],
            three.Elements).ThrowIfAny();
    }

    [Fact]
    public void Parallelism_out_of_range_is_refused()
    {
        var node = new FactoryOf(() => new EchoOperator());

        Assert.Throws<ArgumentOutOfRangeException>(() => new OperatorHarness<int, int>(node, new() { Parallelism = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OperatorHarness<int, int>(node, new() { Parallelism = 3, MaxParallelism = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => OperatorHarness.Of((DataStream<int> s) => s.Map(n => n), new() { Parallelism = 0 }));
    }

    [Fact]
    public void Watermark_reaches_the_output_once_and_behind_the_records()
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers) => numbers.Map(n => n * 10), new() { Parallelism = 3 });

        harness.PushAt(1, 1).PushAt(2, 2).PushWatermark(5).PushStatus(StreamStatus.Idle).PushStatus(StreamStatus.Active).EndInput();

        Assert.Equal(["10@1", "20@2", "Watermark(5)", "Idle", "Active", "Watermark(Max)"], harness.Elements.Select(e => e.ToString()));
    }

    [Fact]
    public void Several_operators_with_exchanges_end_in_the_order_of_the_data()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers) => numbers.FullWindowPartition().Reduce((a, b) => a + b).Global().FullWindowPartition().Reduce((a, b) => a + b).SetParallelism(1),
            new() { Parallelism = 4 });

        harness.Push([.. Enumerable.Range(1, 100)]);
        Assert.Empty(harness.Records);

        Assert.Equal([5050], harness.EndInput().Records);
    }

    [Fact]
    public void Broadcast_record_reaches_every_subtask_as_a_copy()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int[]> arrays) => arrays.Broadcast().Update((ref int[] array) => array[0]++), new() { Parallelism = 3 });

        harness.Push([[1]]);

        Assert.Equal([2, 2, 2], harness.Records.Select(array => array[0]));
    }

    [Fact]
    public void Side_output_has_the_watermarks_too_also_those_before_its_first_record()
    {
        using var harness = FunctionHarness.Of(new OddAside());

        harness.PushAt(1, 2).PushWatermark(10).PushAt(11, 3).PushWatermark(20);

        Assert.Equal(["2@1", "Watermark(10)", "Watermark(20)"], harness.Elements.Select(e => e.ToString()));
        Assert.Equal(["Watermark(10)", "3@11", "Watermark(20)"], harness.SideOutput(Odd).Elements.Select(e => e.ToString()));
    }

    [Fact]
    public void Side_output_that_the_program_reads_is_recorded_and_read()
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers) => numbers.Process(new OddAside()).GetSideOutput(Odd).Map(n => -n));

        harness.Push(1, 2, 3).PushWatermark(4);

        Assert.Equal([-1, -3], harness.Records);
        Assert.Equal([4], harness.Watermarks);
        Assert.Equal([1, 3], harness.SideOutput(Odd).Records);
    }

    [Fact]
    public void Two_inputs_have_the_smaller_event_time()
    {
        using var harness = new TwoInputHarness<int, int, int>(new FactoryOf(() => new Difference(), typeof(int), typeof(int)));

        harness.PushFirst(1).PushSecond(2).PushFirstWatermark(10).PushSecondWatermark(5).PushSecondStatus(StreamStatus.Idle);

        Assert.Equal([1, -2], harness.Records);
        Assert.Equal([5, 10], harness.Watermarks);
        harness.EndFirst().EndInput();
        Assert.Throws<InvalidOperationException>(() => harness.PushFirst(1));
    }

    [Fact]
    public void Two_streams_of_a_program_are_pushed_apart()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<string> words) => numbers.Map(n => $"{n}").Union(words.Map(word => word.ToUpperInvariant())));

        harness.PushFirst(1).PushSecond("a").PushFirst(2);

        Assert.Equal(["1", "A", "2"], harness.Records);
    }

    [Fact]
    public void Input_that_the_operator_does_not_want_waits_and_holds_back_a_snapshot()
    {
        using var harness = new TwoInputHarness<int, int, int>(new FactoryOf(() => new FirstThenSecond(), typeof(int), typeof(int)));

        harness.PushSecond(2).PushFirst(1);
        Assert.Equal([1], harness.Records);
        Assert.Throws<InvalidOperationException>(() => harness.Snapshot());
        harness.EndFirst();

        Assert.Equal([1, 2], harness.Records);
    }

    [Fact]
    public void Stream_of_a_program_is_tested_in_place_of_its_source()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(2);
        var doubled = environment.FromSequence(1, 1_000_000).Map(n => n * 2);
        doubled.Filter(n => throw new InvalidOperationException("This part is not under test."));
        using var harness = new OperatorHarness<long, long>(doubled);

        Assert.Equal([8, 10], harness.Push(4, 5).Records);
    }

    [Fact]
    public void Stream_of_another_type_is_refused()
    {
        var stream = StreamExecutionEnvironment.GetExecutionEnvironment().FromSequence(1, 10).Map(n => n * 2);

        var error = Assert.Throws<ArgumentException>(() => new OperatorHarness<string, long>(stream));

        Assert.Contains("String", error.Message, StringComparison.Ordinal);
        Assert.Contains("Int64", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new OperatorHarness<long, long>(stream, new() { Parallelism = 2 }));
    }

    [Fact]
    public void Sink_is_fed_and_nothing_is_recorded()
    {
        List<int> seen = [];
        using var harness = OperatorHarness.OfSink((DataStream<int> numbers) => numbers.Map(n => n + 1).AddSink(n => seen.Add(n)));

        harness.Push(1, 2).EndInput();

        Assert.Equal([2, 3], seen);
        Assert.Empty(harness.Elements);
    }

    [Fact]
    public void Functions_are_tested_by_themselves()
    {
        using var summed = FunctionHarness.Of(new Adding(), n => n % 2);
        Assert.Equal([1, 2, 4, 6], summed.Push(1, 2, 3, 4).Records);
        using var mapped = FunctionHarness.Of(new Negate());
        Assert.Equal([-1, -2], mapped.Push(1, 2).Records);
    }

    public sealed class OddAside : ProcessFunction<int, int>
    {
        public override void ProcessElement(in int record, Context context, Collector<int> output)
        {
            if (record % 2 == 0)
            {
                output.Collect(in record);
            }
            else
            {
                context.Output(Odd, in record);
            }
        }
    }

    private sealed class SubtaskOf : ProcessFunction<int, (int Key, int Subtask, int Count)>
    {
        private int _subtask;

        public override void Open(RuntimeContext context) => _subtask = context.SubtaskIndex;

        public override void ProcessElement(in int record, Context context, Collector<(int Key, int Subtask, int Count)> output) =>
            output.Collect((record, _subtask, 1));
    }

    private class Difference : TwoInputOperator<int, int, int>
    {
        protected override void ProcessFirst(Batch<int> batch) => Output.Process(batch);

        protected override void ProcessSecond(Batch<int> batch)
        {
            foreach (ref var record in batch.Records)
            {
                record = -record;
            }

            Output.Process(batch);
        }
    }

    private sealed class FirstThenSecond : TwoInputOperator<int, int, int>
    {
        private bool _hasFirstEnded;

        public override InputSelection Selection => InputSelection.Only(_hasFirstEnded ? 1 : 0);

        public override void EndInput(int input) => _hasFirstEnded |= input == 0;

        protected override void ProcessFirst(Batch<int> batch) => Output.Process(batch);

        protected override void ProcessSecond(Batch<int> batch) => Output.Process(batch);
    }

    private readonly struct Adding : IReduceFunction<int>
    {
        public int Reduce(in int reduced, in int next) => reduced + next;
    }

    private readonly struct Negate : IMapFunction<int, int>
    {
        public int Map(in int record) => -record;
    }
}
