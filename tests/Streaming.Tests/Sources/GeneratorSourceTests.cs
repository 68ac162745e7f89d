using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Streaming.Sources;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Streaming.Tests.Sources;

public sealed class GeneratorSourceTests
{
    [Fact]
    public void Numbers_are_dealt_out_in_turn_and_each_is_made_once()
    {
        using var driver = new SourceDriver<string, RangeSplit>(
            new GeneratorSource<string>(i => $"r{i}", new GeneratorOptions<string> { Count = 7 }), 3, 2);

        Assert.Equal([["r0", "r3", "r6"], ["r1", "r4"], ["r2", "r5"]], driver.RunToEnd());
    }

    [Fact]
    public void Struct_function_makes_records_with_timestamps()
    {
        using var driver = new SourceDriver<long, RangeSplit>(
            new GeneratorSource<long, Squares>(default, new GeneratorOptions<long> { Count = 4, Timestamps = static (in long square) => square * 10 }));

        Assert.Equal([100, 101, 104, 109], driver.RunToEnd()[0]);
        Assert.Equal([1000, 1010, 1040, 1090], driver.Readers[0].Timestamps);
    }

    [Fact]
    public void Records_have_no_timestamp_unless_one_is_asked_for()
    {
        using var driver = new SourceDriver<long, RangeSplit>(new GeneratorSource<long>(i => i, new GeneratorOptions<long> { Count = 1 }));
        driver.RunToEnd();

        Assert.Equal([Timestamp.None], driver.Readers[0].Timestamps);
    }

    [Fact]
    public void Rate_holds_over_all_readers_and_the_reader_says_when_it_has_more()
    {
        var clock = new FakeTimeProvider();
        using var driver = new SourceDriver<long, RangeSplit>(
            new GeneratorSource<long>(i => i, new GeneratorOptions<long> { RecordsPerSecond = 10 }), 2, clock: clock);

        for (var step = 0; step < 100; step++)
        {
            foreach (var reader in driver.Readers)
            {
                reader.PollAll();

                Assert.True(reader.WakeTime > clock.GetUtcNow().ToUnixTimeMilliseconds());
            }

            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        // 9.9 seconds at 5 a second and reader, and the first record of each at once.
        Assert.All(driver.Readers, reader => Assert.Equal(50, reader.Records.Count));
    }

    [Fact]
    public void Reader_polled_when_it_asked_for_it_makes_a_record_each_time()
    {
        var clock = new FakeTimeProvider();
        using var driver = new SourceDriver<long, RangeSplit>(
            new GeneratorSource<long>(i => i, new GeneratorOptions<long> { RecordsPerSecond = 7, Count = 20 }), clock: clock);
        var reader = driver.Readers[0];
        for (var made = 0; made < 20; made++)
        {
            reader.PollAll();

            Assert.Equal(made + 1, reader.Records.Count);
            clock.Advance(TimeSpan.FromMilliseconds(reader.WakeTime!.Value - clock.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }

    [Fact]
    public void After_a_pause_one_second_is_made_up_for()
    {
        var clock = new FakeTimeProvider();
        using var driver = new SourceDriver<long, RangeSplit>(
            new GeneratorSource<long>(i => i, new GeneratorOptions<long> { RecordsPerSecond = 10 }), batchSize: 1000, clock: clock);
        driver.Readers[0].PollUntil(() => driver.Readers[0].Records.Count == 1);
        clock.Advance(TimeSpan.FromHours(1));

        driver.Readers[0].PollAll();

        Assert.Equal(11, driver.Readers[0].Records.Count);
    }

    [Fact]
    public void Endless_splits_take_turns_after_a_restore_with_fewer_readers()
    {
        var source = new GeneratorSource<long>(i => i);
        using var four = new SourceDriver<long, RangeSplit>(source, 4, batchSize: 2);
        for (var i = 0; i < 8; i++)
        {
            four.Readers[i % 4].PollIfWoken();
        }

        using var one = new SourceDriver<long, RangeSplit>(source, 1, batchSize: 2, restored: four.Snapshot());
        for (var i = 0; i < 8; i++)
        {
            one.Readers[0].PollIfWoken();
        }

        var read = four.Readers.SelectMany(reader => reader.Records).Concat(one.Readers[0].Records);
        Assert.Equal(Enumerable.Range(0, read.Count()).Select(i => (long)i), read.Order());
    }

    [Fact]
    public void Generator_without_a_count_has_no_end()
    {
        Assert.Equal(Boundedness.ContinuousUnbounded, new GeneratorSource<long>(i => i).Boundedness);
        Assert.Equal(Boundedness.Bounded, new GeneratorSource<long>(i => i, new GeneratorOptions<long> { Count = 1 }).Boundedness);
    }

    [Fact]
    public void Rich_generator_is_opened_before_its_first_record()
    {
        using var driver = new SourceDriver<string, RangeSplit>(
            new GeneratorSource<string, Named>(default, new GeneratorOptions<string> { Count = 2 }), 2);

        Assert.Equal([["0 of 2: 0"], ["1 of 2: 1"]], driver.RunToEnd());
    }

    private struct Squares : IGeneratorFunction<long>
    {
        public readonly long Generate(long index) => (index * index) + 100;
    }

    private struct Named : IGeneratorFunction<string>, IRichFunction
    {
        private string? _name;

        public void Open(RuntimeContext context) => _name = $"{context.SubtaskIndex} of {context.Parallelism}";

        public readonly string Generate(long index) => $"{_name}: {index}";

        public readonly void Close()
        {
        }
    }
}
