using Flink.Core.Functions;
using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.Tests.Transformations;

public class PartitioningTests
{
    private const int Receivers = 3;

    [Theory]
    [InlineData("broadcast")]
    [InlineData("global")]
    [InlineData("custom")]
    public async Task Elements_go_where_apache_flink_sends_them(string tag)
    {
        var values = Golden.Lines("partitioners", "input.csv").Skip(1).Select(line => int.Parse(line.Split(',')[4], null));
        var stream = Programs.NewEnvironment().FromCollection(values);
        var partitioned = tag switch
        {
            "broadcast" => stream.Broadcast(),
            "global" => stream.Global(),
            _ => stream.PartitionCustom((key, subtasks) => key % subtasks, value => value),
        };

        var results = await partitioned.Map(new WithSubtask()).SetParallelism(Receivers).CollectAsync();

        var expected = Golden.Lines("partitioners", "expected.csv").Where(line => line.StartsWith(tag + ",", StringComparison.Ordinal))
            .Select(line => line[(tag.Length + 1)..]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), results.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    public async Task Rebalance_gives_every_subtask_the_same_number(int senders, int receivers)
    {
        var environment = Programs.NewEnvironment(senders);
        var counts = await environment.FromSequence(1, 12_000).Rebalance()
            .Map(new SubtaskOf()).SetParallelism(receivers).CollectAsync();

        var bySubtask = counts.GroupBy(subtask => subtask).Select(group => group.Count()).ToArray();
        Assert.Equal(receivers, bySubtask.Length);
        Assert.All(bySubtask, count => Assert.InRange(count, (12_000 / receivers) - senders, (12_000 / receivers) + senders));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    public async Task No_exchange_loses_or_doubles_a_record(int senders, int receivers)
    {
        foreach (var exchange in new Func<DataStream<long>, DataStream<long>>[]
        {
            s => s.Rebalance(), s => s.Rescale(), s => s.Shuffle(), s => s.Global(), s => s.KeyBy(number => number),
            s => s.PartitionCustom((key, subtasks) => (int)(key % subtasks), number => number),
        })
        {
            var numbers = Programs.NewEnvironment(senders).FromSequence(1, 20_000);
            var results = await exchange(numbers).Map(number => number).SetParallelism(receivers).CollectAsync();
            Assert.Equal(Enumerable.Range(1, 20_000).Select(number => (long)number), results.Order());
        }
    }

    [Fact]
    public async Task Records_of_one_key_stay_in_the_order_of_their_sender()
    {
        var results = await Programs.NewEnvironment(4).FromCollection(Enumerable.Range(0, 50_000))
            .KeyBy(number => number % 13).Map(number => number).CollectAsync();

        foreach (var group in results.GroupBy(number => number % 13))
        {
            Assert.Equal(group.Order(), group);
        }
    }

    private sealed class WithSubtask : IMapFunction<int, string>, IRichFunction
    {
        private int _subtask;

        public void Open(RuntimeContext context) => _subtask = context.SubtaskIndex;

        public string Map(in int record) => $"{record:00},{_subtask}";

        public void Close()
        {
        }
    }

    private sealed class SubtaskOf : IMapFunction<long, int>, IRichFunction
    {
        private int _subtask;

        public void Open(RuntimeContext context) => _subtask = context.SubtaskIndex;

        public int Map(in long record) => _subtask;

        public void Close()
        {
        }
    }
}
