using System.Text;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Core.Types;
using Flink.Streaming.Operators;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Operators;

public class FullWindowTests
{
    [Fact]
    public void Keyed_reduction_is_emitted_once_when_the_input_ends()
    {
        var graph = Totals();
        using var combine = new OperatorHarness<(int Key, long Sum), Keyed<int, (int Key, long Sum)>>(graph.OperatorNamed("Combine"));
        using var reduce = new OperatorHarness<Keyed<int, (int Key, long Sum)>, (int Key, long Sum)>(graph.OperatorNamed("PartitionReduce"));

        combine.Push((1, 1), (2, 5), (1, 2));
        Assert.Empty(combine.Records);
        reduce.Push([.. combine.EndInput().Take()]);
        reduce.Push(new Keyed<int, (int Key, long Sum)>(2, (2, 7)));
        Assert.Empty(reduce.Records);

        Assert.Equal([(1, 3L), (2, 12L)], reduce.EndInput().Records.Order());
        Assert.All(reduce.Timestamps, timestamp => Assert.Equal(Timestamp.None, timestamp));
    }

    [Fact]
    public void Combiner_empties_itself_when_it_is_full_and_steps_aside_when_keys_do_not_repeat()
    {
        using var combine = new OperatorHarness<(int Key, long Sum), Keyed<int, (int Key, long Sum)>>(Totals().OperatorNamed("Combine"));
        var keys = CombineOperator<int, int, None, Core.Types.Keys.IntegerKeyComparer<int>, None>.MaxKeys;

        combine.Push([.. Enumerable.Range(0, keys + BatchSize.MaxRecords).Select(i => (i, 1L))]);
        var emitted = combine.Take();
        Assert.InRange(emitted.Count, keys, keys + BatchSize.MaxRecords);

        // Most keys were new, so a record now passes at once although its key repeats.
        combine.Push((1, 1), (1, 1));
        Assert.Contains(new Keyed<int, (int Key, long Sum)>(1, (1, 1)), combine.Take());
    }

    [Fact]
    public void Combiner_keeps_combining_when_keys_repeat()
    {
        using var combine = new OperatorHarness<(int Key, long Sum), Keyed<int, (int Key, long Sum)>>(Totals().OperatorNamed("Combine"));
        for (var round = 0; round < 100; round++)
        {
            combine.Push([.. Enumerable.Range(0, 1000).Select(i => (i, 1L))]);
        }

        Assert.Empty(combine.Records);
        Assert.All(combine.EndInput().Records, partial => Assert.Equal(100, partial.Value.Sum));
        Assert.Equal(1000, combine.Records.Count);
    }

    [Fact]
    public void Combiner_and_reduction_go_on_after_a_restore()
    {
        var graph = Totals();
        using var combine = new OperatorHarness<(int Key, long Sum), Keyed<int, (int Key, long Sum)>>(graph.OperatorNamed("Combine"));
        using var reduce = new OperatorHarness<Keyed<int, (int Key, long Sum)>, (int Key, long Sum)>(graph.OperatorNamed("PartitionReduce"));
        var combineState = combine.Push((1, 1), (2, 5)).Snapshot();
        var reduceState = reduce.Push(new Keyed<int, (int Key, long Sum)>(1, (1, 100))).Snapshot();

        using var combineAfter = new OperatorHarness<(int Key, long Sum), Keyed<int, (int Key, long Sum)>>(graph.OperatorNamed("Combine"), new() { Restore = combineState });
        using var reduceAfter = new OperatorHarness<Keyed<int, (int Key, long Sum)>, (int Key, long Sum)>(graph.OperatorNamed("PartitionReduce"), new() { Restore = reduceState });
        reduceAfter.Push([.. combineAfter.Push((1, 2)).EndInput().Records]);

        Assert.Equal([(1, 103L), (2, 5L)], reduceAfter.EndInput().Records.Order());
    }

    [Fact]
    public void Reduction_may_change_the_key_of_its_result()
    {
        var env = Program.NewEnvironment();
        env.Read<(int Key, long Sum)>().KeyBy(r => r.Key).FullWindowPartition().Reduce((a, b) => (-1, a.Sum + b.Sum));
        var graph = env.GetJobGraph();
        using var combine = new OperatorHarness<(int Key, long Sum), Keyed<int, (int Key, long Sum)>>(graph.OperatorNamed("Combine"));

        combine.Push((1, 1), (2, 2), (1, 1), (2, 2)).EndInput();

        Assert.Equal([new(1, (-1, 2)), new(2, (-1, 4))], combine.Records.OrderBy(partial => partial.Key));
    }

    [Fact]
    public void Kept_text_does_not_keep_the_chunk_that_it_was_cut_from()
    {
        var env = Program.NewEnvironment();
        env.Read<(Utf8String Word, long Count)>().KeyBy(r => r.Word).FullWindowPartition().Reduce((a, b) => (b.Word, a.Count + b.Count));
        var graph = env.GetJobGraph();
        using var combine = new OperatorHarness<(Utf8String Word, long Count), Keyed<Utf8String, (Utf8String Word, long Count)>>(
            graph.OperatorNamed("Combine"));
        using var reduce = new OperatorHarness<Keyed<Utf8String, (Utf8String Word, long Count)>, (Utf8String Word, long Count)>(
            graph.OperatorNamed("PartitionReduce"));
        var chunk = Encoding.UTF8.GetBytes("one two one");
        Utf8String[] words = [Utf8String.Wrap(chunk, 0, 3), Utf8String.Wrap(chunk, 4, 3), Utf8String.Wrap(chunk, 8, 3)];
        combine.Push((words[0], 1), (words[1], 1));
        reduce.Push([.. words.Select(word => new Keyed<Utf8String, (Utf8String Word, long Count)>(word, (word, 1)))]);

        chunk.AsSpan().Fill((byte)'x');
        combine.EndInput();
        reduce.EndInput();

        Assert.Equal(["one=one:1", "two=two:1"], combine.Records.Select(p => $"{p.Key}={p.Value.Word}:{p.Value.Count}").Order());
        Assert.Equal(["one:2", "two:1"], reduce.Records.Select(r => $"{r.Word}:{r.Count}").Order());
    }

    [Fact]
    public void Text_that_combined_records_left_in_the_table_is_compacted_after_a_while()
    {
        var env = Program.NewEnvironment();
        env.Read<(int Key, Utf8String Last)>().KeyBy(r => r.Key).FullWindowPartition().Reduce((a, b) => b);
        using var combine = new OperatorHarness<(int Key, Utf8String Last), Keyed<int, (int Key, Utf8String Last)>>(
            env.GetJobGraph().OperatorNamed("Combine"));
        var chunk = Encoding.UTF8.GetBytes("first and last");
        var (first, last) = (Utf8String.Wrap(chunk, 0, 5), Utf8String.Wrap(chunk, 10, 4));
        combine.Push((1, first), (1, last));
        combine.Push([.. Enumerable.Repeat((2, Utf8String.Empty), 100_000)]);

        chunk.AsSpan().Fill((byte)'x');
        combine.EndInput();

        Assert.Equal("last", combine.Records.Single(partial => partial.Key == 1).Value.Last.ToString());
    }

    [Fact]
    public void Keyed_aggregate_gives_one_result_a_key_and_survives_a_restore()
    {
        DataStream<string> Means() => Program.NewEnvironment().Read<(int Key, long Sum)>().KeyBy(r => r.Key).FullWindowPartition().Aggregate(new Mean());
        using var before = new OperatorHarness<(int Key, long Sum), string>(Means());
        var state = before.Push((1, 2), (2, 10)).Snapshot();
        using var after = new OperatorHarness<(int Key, long Sum), string>(Means(), new() { Restore = state });

        after.Push((1, 4)).EndInput();

        Assert.Equal(["10", "3"], after.Records.Order());
    }

    [Fact]
    public void Keyed_partition_is_sorted_and_mapped_as_a_whole()
    {
        DataStream<(int Key, long Sum)> Sorted() => Program.NewEnvironment().Read<(int Key, long Sum)>().KeyBy(r => r.Key).FullWindowPartition()
            .SortPartition(r => r.Sum, SortOrder.Descending);
        using var sorted = new OperatorHarness<(int Key, long Sum), (int Key, long Sum)>(Sorted());
        var state = sorted.Push((1, 3), (2, 1), (1, 5)).Snapshot();
        using var restored = new OperatorHarness<(int Key, long Sum), (int Key, long Sum)>(Sorted(), new() { Restore = state });

        restored.Push((1, 4)).EndInput();

        Assert.Equal([5L, 4L, 3L], restored.Records.Where(r => r.Key == 1).Select(r => r.Sum));
        Assert.Equal([1L], restored.Records.Where(r => r.Key == 2).Select(r => r.Sum));
    }

    [Fact]
    public void Subtask_is_reduced_and_aggregated_as_a_whole()
    {
        var window = Program.NewEnvironment().Read<(int Key, long Sum)>().FullWindowPartition();
        using var reduced = new OperatorHarness<(int Key, long Sum), (int Key, long Sum)>(window.Reduce((a, b) => (0, a.Sum + b.Sum)));
        Assert.Equal([(0, 6L)], reduced.Push((1, 1), (2, 2), (3, 3)).EndInput().Records);
        using var mean = new OperatorHarness<(int Key, long Sum), string>(window.Aggregate(new Mean()));
        Assert.Equal(["2"], mean.Push((1, 1), (2, 2), (3, 3)).EndInput().Records);
    }

    [Fact]
    public void Subtask_without_records_has_no_result()
    {
        var window = Program.NewEnvironment().Read<int>().FullWindowPartition();

        using var reduced = new OperatorHarness<int, int>(window.Reduce((a, b) => a + b));
        Assert.Empty(reduced.EndInput().Records);
        using var mapped = new OperatorHarness<int, int>(window.MapPartition<int>((records, output) => output.Collect(records.Count)));
        Assert.Empty(mapped.EndInput().Records);
    }

    [Fact]
    public void Partial_results_of_two_subtasks_merge_when_one_takes_over()
    {
        DataStream<int> Sum(DataStream<int> numbers) => numbers.FullWindowPartition().Reduce((a, b) => a + b);
        using var two = OperatorHarness.Of<int, int>(Sum, new() { Parallelism = 2 });
        var state = two.Push(1, 10, 2).Snapshot();
        Assert.Equal(2, state.OperatorEntryCount);

        using var whole = OperatorHarness.Of<int, int>(Sum, new() { Restore = state });

        Assert.Equal([113], whole.Push(100).EndInput().Records);
    }

    [Fact]
    public void Records_of_a_subtask_survive_a_restore_in_their_order()
    {
        DataStream<string> Joined() => Program.NewEnvironment().Read<int>().FullWindowPartition()
            .MapPartition<string>((records, output) => output.Collect(string.Join(' ', records)));
        using var before = new OperatorHarness<int, string>(Joined());
        var state = before.Push([.. Enumerable.Range(0, 3000)]).Snapshot();
        Assert.Equal(3, state.OperatorEntryCount);
        using var after = new OperatorHarness<int, string>(Joined(), new() { Restore = state });

        Assert.Equal([string.Join(' ', Enumerable.Range(0, 3001))], after.Push(3000).EndInput().Records);
    }

    private static JobGraph Totals()
    {
        var env = Program.NewEnvironment();
        env.Read<(int Key, long Sum)>().KeyBy(r => r.Key).FullWindowPartition().Reduce((a, b) => (a.Key, a.Sum + b.Sum));
        return env.GetJobGraph();
    }

    private readonly struct None : IKeySelector<int, int>, IReduceFunction<int>
    {
        public int GetKey(in int record) => record;

        public int Reduce(in int reduced, in int next) => next;
    }

    private sealed class Mean : IAggregateFunction<(int Key, long Sum), (long Sum, long Count), string>
    {
        public (long Sum, long Count) CreateAccumulator() => (0, 0);

        public void Add(in (int Key, long Sum) record, ref (long Sum, long Count) accumulator)
        {
            accumulator.Sum += record.Sum;
            accumulator.Count++;
        }

        public string GetResult(in (long Sum, long Count) accumulator) => $"{accumulator.Sum / accumulator.Count}";

        public void Merge(ref (long Sum, long Count) accumulator, in (long Sum, long Count) other)
        {
            accumulator.Sum += other.Sum;
            accumulator.Count += other.Count;
        }
    }
}
