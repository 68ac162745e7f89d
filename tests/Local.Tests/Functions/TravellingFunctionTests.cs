using Flink.Core.Closures;
using Flink.Core.Functions;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sinks;

namespace Flink.Local.Tests.Functions;

/// <summary>Functions travel as data, embedded too: every subtask has its own, and what cannot travel is refused at submission.</summary>
public class TravellingFunctionTests
{
    [Fact]
    public async Task Each_subtask_has_its_own_captured_list()
    {
        List<long> seen = [];

        var counts = await Programs.NewEnvironment(4).FromSequence(1, 100).SetParallelism(1).Rebalance().Map(number =>
        {
            seen.Add(number);
            return seen.Count;
        }).CollectAsync();

        // Four subtasks count to 25 each; one list for all would count to 100.
        Assert.Equal(Enumerable.Range(1, 25).SelectMany(count => Enumerable.Repeat(count, 4)), counts.Order());
        Assert.Empty(seen);
    }

    [Fact]
    public async Task Operators_of_one_task_do_not_share_what_they_captured()
    {
        int[] calls = [0];

        var results = await Programs.NewEnvironment().FromElements(1, 2)
            .Map(number => (number, calls[0] += 1)).Map(pair => (pair.number, pair.Item2, calls[0] += 10)).CollectAsync();

        Assert.Equal([(1, 1, 10), (2, 2, 20)], results);
    }

    [Fact]
    public async Task Captured_values_are_those_of_the_submission()
    {
        var environment = Programs.NewEnvironment();
        var factor = 2;
        var stream = environment.FromElements(1, 2, 3).Map(number => number * factor);
        factor = 10;
        var collected = stream.ExecuteAndCollectAsync();
        var job = collected.GetAsyncEnumerator();
        Assert.True(await job.MoveNextAsync().AsTask().WaitAsync(Programs.Patience));
        factor = 1000;

        Assert.Equal(10, job.Current);
        await job.DisposeAsync();
    }

    [Fact]
    public async Task Captured_cycle_arrives_as_a_cycle()
    {
        var ring = new Ring { Name = "a" };
        ring.Next = new Ring { Name = "b", Next = ring };

        Assert.Equal(["abab"], await Programs.NewEnvironment().FromElements(0).Map(_ => ring.Name + ring.Next.Name + ring.Next.Next!.Name + ring.Next.Next.Next!.Name).CollectAsync());
    }

    [Fact]
    public async Task Function_object_and_key_selector_and_partitioner_have_state_of_their_own()
    {
        var environment = Programs.NewEnvironment(2);
        var offset = 1L;
        var results = await environment.FromSequence(1, 10).PartitionCustom((key, subtasks) => (int)((key + offset) % subtasks), number => number)
            .Map(new Counting()).KeyBy(count => count % 5 + offset).Reduce((a, b) => Math.Max(a, b)).CollectAsync();

        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], results.Order());
    }

    [Fact]
    public async Task Sums_and_extremes_by_field_travel()
    {
        var results = await Programs.NewEnvironment(2).FromElements(new Sale("a", 1), new Sale("a", 2)).KeyBy(sale => sale.Shop)
            .Sum(sale => sale.Amount).KeyBy(sale => sale.Shop).MaxBy(sale => sale.Amount).CollectAsync();

        Assert.Equal([new Sale("a", 1), new Sale("a", 3)], results);
    }

    [Fact]
    public async Task Json_encoder_travels_with_its_options()
    {
        using var folder = new TempFolder();
        var environment = Programs.NewEnvironment();
        var options = new System.Text.Json.JsonSerializerOptions { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase };
        environment.FromElements(new Sale("a", 1)).SinkTo(new FileSink<Sale>(folder.File("out"), new JsonLinesEncoder<Sale>(options)));
        environment.FromElements(new Sale("a", 1)).WriteAsJsonLines(folder.File("plain"));
        await environment.FinishAsync();

        Assert.Equal(["""{"shop":"a","amount":1}"""], await File.ReadAllLinesAsync(folder.File("out"), TestContext.Current.CancellationToken));
        Assert.Equal(["""{"Shop":"a","Amount":1}"""], await File.ReadAllLinesAsync(folder.File("plain"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cannot_travel_is_refused_at_submission_with_operator_lambda_place_and_advice()
    {
        using var stream = new MemoryStream();
        var environment = Programs.NewEnvironment();
        environment.FromElements(1).Map(number => number + stream.Length).Name("Add length").Discard();

        var refused = await Assert.ThrowsAsync<ClosureException>(() => environment.ExecuteAsync());

        Assert.Matches(
            @"^Operator 'Add length': the lambda in Flink\.Local\.Tests\.Functions\.TravellingFunctionTests\."
            + nameof(What_cannot_travel_is_refused_at_submission_with_operator_lambda_place_and_advice)
            + @" \(.*TravellingFunctionTests\.cs:\d+\) cannot travel to where it runs, since captured variable 'stream', a System\.IO\.MemoryStream, is an open stream\. "
            + @"Open it where it is used, in IRichFunction\.Open, keep it in a static field, or mark its field \[NonSerialized\]\.$",
            refused.Message);
    }

    [Fact]
    public async Task Stream_that_is_used_inside_a_function_is_refused()
    {
        var environment = Programs.NewEnvironment();
        var other = environment.FromElements(1);
        environment.FromElements(1).Map(number => $"{other}{number}").Discard();

        var refused = await Assert.ThrowsAsync<ClosureException>(() => environment.SubmitAsync());

        Assert.Contains("captured variable 'other'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a stream of the job itself", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_of_a_collection_and_sinks_of_the_user_are_looked_at_too()
    {
        var environment = Programs.NewEnvironment();
        environment.FromElements(new Held(new MemoryStream())).Discard();
        Assert.Contains("Held.Stream", (await Assert.ThrowsAsync<ClosureException>(() => environment.SubmitAsync())).Message, StringComparison.Ordinal);

        environment.FromElements(1).AddSink(new HoldingSink());
        var refused = await Assert.ThrowsAsync<ClosureException>(() => environment.SubmitAsync());
        Assert.StartsWith("Operator 'Sink: Holding': the object of Flink.Local.Tests.Functions.TravellingFunctionTests.HoldingSink cannot travel", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Ring
    {
        public string Name { get; init; } = "";

        public Ring? Next { get; set; }
    }

    private sealed class Counting : IMapFunction<long, long>
    {
        private long _count;

        public long Map(in long record) => ++_count;
    }

    private sealed record Sale(string Shop, long Amount);

    private sealed record Held(Stream Stream);

    private sealed class HoldingSink : ISinkFunction<int>
    {
        private readonly Stream _stream = new MemoryStream();

        public void Invoke(in int record, long timestamp) => _stream.WriteByte((byte)record);
    }
}
