using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;

namespace Flink.Local.Tests.Transformations;

/// <summary>Every transformation through the whole engine; what the operators do in detail is tested beside them.</summary>
public class TransformationTests
{
    private const int Count = 10_000;

    public static TheoryData<int> Parallelisms => [1, 2, 4];

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public async Task Map_update_filter_and_flat_map_in_all_forms(int parallelism)
    {
        var results = await Numbers(parallelism)
            .Map(number => number + 1)
            .Map((in long number) => number * 2)
            .Map(new Plus(3))
            .Update((ref long number) => number -= 3)
            .Update(new Negation())
            .Filter(number => number % 4 == 0)
            .Filter((in long number) => number < -4)
            .FlatMap<long>((number, output) =>
            {
                output.Collect(number);
                output.Collect(-number);
            })
            .CollectAsync();

        var expected = Enumerable.Range(1, Count).Select(number => -2L * (number + 1)).Where(number => number % 4 == 0 && number < -4)
            .SelectMany(number => new[] { number, -number });
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public async Task Process_function_with_side_outputs(int parallelism)
    {
        var odd = new OutputTag<string>("odd");
        var numbers = Numbers(parallelism).Process(new Splitter(odd));

        var results = await numbers.Map(number => $"{number}").Union(numbers.GetSideOutput(odd)).CollectAsync();

        var expected = Enumerable.Range(1, Count).Select(number => number % 2 == 0 ? $"{number}" : $"odd {number}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), results.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public async Task Union_has_the_records_of_all_streams_and_those_of_one_twice_that_occurs_twice(int parallelism)
    {
        var environment = Programs.NewEnvironment(parallelism);
        var numbers = environment.FromSequence(1, Count);
        var others = environment.FromSequence(Count + 1, Count + 500).Map(number => number);

        var results = await numbers.Union(numbers, others).Map(number => number).CollectAsync();

        var expected = Enumerable.Range(1, Count).Concat(Enumerable.Range(1, Count)).Concat(Enumerable.Range(Count + 1, 500));
        Assert.Equal(expected.Order().Select(number => (long)number), results.Order());
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public async Task Rolling_reduction_and_sum_by_key(int parallelism)
    {
        var results = await Numbers(parallelism).Map(number => (Key: number % 100, Sum: number))
            .KeyBy(pair => pair.Key).Sum(pair => pair.Sum)
            .KeyBy(pair => pair.Key).Reduce((a, b) => a.Sum > b.Sum ? a : b)
            .CollectAsync();

        var last = results.GroupBy(pair => pair.Key).Select(group => group.Max(pair => pair.Sum));
        var expected = Enumerable.Range(1, Count).GroupBy(number => number % 100).Select(group => group.Sum(number => (long)number));
        Assert.Equal(Count, results.Count);
        Assert.Equal(expected.Order(), last.Order());
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public async Task Full_window_of_each_subtask(int parallelism)
    {
        var counts = await Numbers(parallelism).Rebalance().FullWindowPartition()
            .MapPartition<int>((records, output) => output.Collect(records.Count)).CollectAsync();
        Assert.Equal(parallelism, counts.Count);
        Assert.Equal(Count, counts.Sum());

        var sums = await Numbers(parallelism).Rebalance().FullWindowPartition().Reduce((a, b) => a + b).CollectAsync();
        Assert.Equal(Count * (Count + 1L) / 2, sums.Sum());

        var averages = await Numbers(parallelism).Rebalance().FullWindowPartition().Aggregate(new CountOf()).CollectAsync();
        Assert.Equal(Count, averages.Sum());

        var sorted = await Numbers(1).FullWindowPartition().SortPartition(number => number % 7, SortOrder.Descending).CollectAsync();
        Assert.Equal(Enumerable.Range(1, Count).OrderByDescending(number => number % 7).Select(number => (long)number), sorted);
    }

    [Theory]
    [MemberData(nameof(Parallelisms))]
    public async Task Full_window_of_each_key(int parallelism)
    {
        var sums = await Numbers(parallelism).KeyBy(number => number % 10).FullWindowPartition().Reduce((a, b) => a + b).CollectAsync();

        var expected = Enumerable.Range(1, Count).GroupBy(number => number % 10).Select(group => group.Sum(number => (long)number));
        Assert.Equal(expected.Order(), sums.Order());
    }

    private static OperatorStream<long> Numbers(int parallelism) => Programs.NewEnvironment(parallelism).FromSequence(1, Count);

    private readonly struct Plus(long added) : IMapFunction<long, long>
    {
        public long Map(in long record) => record + added;
    }

    private readonly struct Negation : IUpdateFunction<long>
    {
        public void Update(ref long record) => record = -record;
    }

    private sealed class Splitter(OutputTag<string> odd) : ProcessFunction<long, long>
    {
        public override void ProcessElement(in long record, Context context, Collector<long> output)
        {
            if (record % 2 == 0)
            {
                output.Collect(in record);
            }
            else
            {
                context.Output(odd, $"odd {record}");
            }
        }
    }

    private sealed class CountOf : IAggregateFunction<long, long, long>
    {
        public long CreateAccumulator() => 0;

        public void Add(in long record, ref long accumulator) => accumulator++;

        public long GetResult(in long accumulator) => accumulator;

        public void Merge(ref long accumulator, in long other) => accumulator += other;
    }
}
