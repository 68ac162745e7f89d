using Flink.Core;
using Flink.Core.Partitioning;
using Flink.Core.Types;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Partitioning;

public class PartitionerTests
{
    [Fact]
    public void Key_decides_the_receiver_and_all_are_used()
    {
        var env = Program.NewEnvironment();
        env.Read<string>().KeyBy(key => key).SinkTo(new PrintSink<string>());
        string[] keys = [.. Enumerable.Range(0, 1000).Select(i => $"key-{i % 500}")];

        var receivers = Select(env, keys, 3);

        Assert.Equal(receivers[..500], receivers[500..]);
        Assert.Equal([0, 1, 2], receivers.Distinct().Order());
        Assert.Equal(
            receivers, keys.Select(key => KeyGroups.OperatorIndexOf(StableHash.Of(key.AsSpan()), 128, 3)));
    }

    [Fact]
    public void Null_key_is_an_error_that_names_the_stream()
    {
        var env = Program.NewEnvironment();
        env.Read<string>("Words").KeyBy(key => key).SinkTo(new PrintSink<string>());

        var error = Assert.Throws<FlinkException>(() => Select<string>(env, [null!], 3));

        Assert.Contains("'Source: Words'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Custom_partitioner_chooses_as_in_apache_flink()
    {
        var env = Program.NewEnvironment();
        env.Read<long>().PartitionCustom((key, subtasks) => (int)(key % subtasks), value => value).SinkTo(new PrintSink<long>());
        long[] values = [.. GoldenCase.Lines("partitioners", "input.csv").Skip(1).Select(line => long.Parse(line.Split(',')[4], null))];

        var receivers = Select(env, values, 3);

        Assert.Equal(
            GoldenCase.Lines("partitioners", "expected.csv").Where(line => line.StartsWith("custom,", StringComparison.Ordinal)),
            values.Zip(receivers, (value, receiver) => $"custom,{value:00},{receiver}"));
    }

    [Fact]
    public void Custom_partitioner_out_of_range_is_an_error()
    {
        var env = Program.NewEnvironment();
        env.Read<long>().PartitionCustom((_, subtasks) => subtasks, value => value).SinkTo(new PrintSink<long>());

        Assert.Contains("chose subtask 3; there are 3", Assert.Throws<FlinkException>(() => Select(env, [1L], 3)).Message, StringComparison.Ordinal);
    }

    private static int[] Select<T>(StreamExecutionEnvironment env, T[] records, int receivers)
    {
        var partitioner = Assert.IsType<RecordPartitioner<T>>(Assert.Single(env.GetJobGraph().Edges).Partitioner, exactMatch: false);
        var chosen = new int[records.Length];
        partitioner.Select(records, chosen, receivers, 128);
        return chosen;
    }
}
