using Flink.Core.Configuration;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Tests.Memory;

/// <summary>The numbers without explanation are those that Apache Flink 2.3 reported for the same options.</summary>
public class TaskManagerProcessMemoryTests
{
    private const long Mb = 1 << 20;

    [Fact]
    public void The_shipped_process_size_is_divided_as_Flink_divides_it()
    {
        var memory = From("process.size: 1728m");

        Assert.Equal(
            new TaskManagerProcessMemory(134217728, 402653174, 134217728, 0, 134217730, 536870920, 268435456, 201326592), memory);
        Assert.Equal((1342177280, 1811939328), (memory.TotalFlink, memory.TotalProcess));
    }

    [Fact]
    public void Table_has_the_form_and_the_numbers_of_Flinks_log()
    {
        const string expected = """
            Final TaskManager memory configuration:
              Total Process Memory:      1.688gb (1811939328 bytes)
                Total Flink Memory:      1.250gb (1342177280 bytes)
                  Total Heap Memory:     512.000mb (536870902 bytes)
                    Framework:           128.000mb (134217728 bytes)
                    Task:                384.000mb (402653174 bytes)
                  Total Off-heap Memory: 768.000mb (805306378 bytes)
                    Managed:             512.000mb (536870920 bytes)
                    Total Direct Memory: 256.000mb (268435458 bytes)
                      Framework:         128.000mb (134217728 bytes)
                      Task:              0 bytes
                      Network:           128.000mb (134217730 bytes)
                Metaspace:               256.000mb (268435456 bytes)
                Overhead:                192.000mb (201326592 bytes)
              Limit of collected heap:   640.000mb (671088632 bytes)
            """;

        Assert.Equal(expected, From("process.size: 1728m").ToTable());
    }

    [Fact]
    public void Total_flink_size_decides_before_the_process_size()
    {
        var memory = From("flink.size: 1280m");

        Assert.Equal(1280 * Mb, memory.TotalFlink);
        Assert.Equal(402653174, memory.TaskHeap);
        Assert.Equal(192 * Mb, memory.Overhead);
    }

    [Fact]
    public void Overhead_beside_a_total_flink_size_keeps_its_fraction_of_the_process()
    {
        var memory = From("flink.size: 4096m");

        Assert.Equal(0.1, (double)memory.Overhead / memory.TotalProcess, 6);
    }

    [Fact]
    public void Heap_and_managed_memory_together_decide_before_all_totals()
    {
        var memory = From("task.heap.size: 300m", "managed.size: 200m");

        Assert.Equal((300 * Mb, 200 * Mb), (memory.TaskHeap, memory.Managed));
        Assert.Equal(0.1, (double)memory.Network / memory.TotalFlink, 6);
        Assert.Equal(192 * Mb, memory.Overhead);
    }

    [Fact]
    public void Exchange_gets_what_a_total_leaves_beside_heap_and_managed_memory() =>
        Assert.Equal(244 * Mb, From("task.heap.size: 300m", "managed.size: 200m", "flink.size: 1000m").Network);

    [Fact]
    public void Exchange_gets_what_a_total_leaves_beside_the_heap() =>
        Assert.Equal(1000 * Mb - 400 * Mb - 128 * Mb - 128 * Mb - 100 * Mb, From("task.heap.size: 400m", "flink.size: 1000m", "managed.fraction: 0.1", "managed.size: 100m").Network);

    [Fact]
    public void Process_size_beside_a_total_flink_size_decides_about_the_overhead() =>
        Assert.Equal(300 * Mb, From("process.size: 1580m", "flink.size: 1024m").Overhead);

    [Theory]
    [InlineData(
        "taskmanager.memory.framework.heap.size (128.000mb (134217728 bytes)) + taskmanager.memory.framework.off-heap.size (128.000mb (134217728 bytes)) + "
        + "taskmanager.memory.network (102.400mb (107374184 bytes)) + taskmanager.memory.managed (900.000mb (943718400 bytes)) = 1.229gb (1319528040 bytes), "
        + "which is more than taskmanager.memory.flink.size with 1024.000mb (1073741824 bytes); raise taskmanager.memory.flink.size or lower one of the others",
        "flink.size: 1024m", "managed.size: 900m")]
    [InlineData(
        "taskmanager.memory.jvm-metaspace.size (256.000mb (268435456 bytes)) + overhead (192.000mb (201326592 bytes)) = 448.000mb (469762048 bytes), "
        + "which is more than taskmanager.memory.process.size with 400.000mb (419430400 bytes); raise taskmanager.memory.process.size or lower one of the others",
        "process.size: 400m")]
    [InlineData(
        "taskmanager.memory.network.min (64.000mb (67108864 bytes)) is above taskmanager.memory.network.max (32.000mb (33554432 bytes)); lower the one or raise the other",
        "process.size: 1728m", "network.max: 32m")]
    public void Parts_that_do_not_fit_are_refused_with_their_sum(string message, params string[] options) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => From(options)).Message);

    [Fact]
    public void Overhead_that_a_process_size_leaves_must_be_within_its_bounds()
    {
        var error = Assert.Throws<ConfigurationException>(() => From("process.size: 1400m", "flink.size: 1024m")).Message;

        Assert.Contains("for overhead is 120.000mb (125829120 bytes), outside of taskmanager.memory.jvm-overhead.min (192.000mb (201326592 bytes))", error);
    }

    [Fact]
    public void Nothing_set_is_refused_and_says_what_to_set() =>
        Assert.StartsWith(
            "Nothing says how much memory a TaskManager has: set taskmanager.memory.process.size",
            Assert.Throws<ConfigurationException>(() => From()).Message);

    [Fact]
    public void Sizes_beyond_64_bits_are_refused() =>
        Assert.Contains(
            "more bytes than can be counted",
            Assert.Throws<ConfigurationException>(() => From("task.heap.size: 9223372036854775807", "managed.size: 1g")).Message);

    /// <summary>A worker that was requested with a size must derive the same parts, also where fractions leave odd bytes.</summary>
    [Theory]
    [InlineData("process.size: 1728m")]
    [InlineData("process.size: 1811939329")]
    [InlineData("process.size: 7777777777")]
    [InlineData("flink.size: 1999999999")]
    [InlineData("flink.size: 1999999999", "process.size: 2500000001")]
    [InlineData("task.heap.size: 333333333", "managed.size: 77777777")]
    [InlineData("process.size: 16g", "managed.fraction: 0.333", "network.fraction: 0.07", "jvm-overhead.fraction: 0.123")]
    public void What_is_written_out_is_derived_again_to_the_byte(params string[] options)
    {
        var memory = From(options);

        var asRequested = memory.WriteTo(Configuration(options));
        var alone = memory.WriteTo(FlinkConfiguration.Empty);

        Assert.Equal(memory, TaskManagerProcessMemory.From(asRequested));
        Assert.Equal(memory, TaskManagerProcessMemory.From(alone));
    }

    private static TaskManagerProcessMemory From(params string[] options) => TaskManagerProcessMemory.From(Configuration(options));

    private static FlinkConfiguration Configuration(string[] options) => options
        .Select(option => option.Split(": "))
        .Aggregate(FlinkConfiguration.Empty, (configuration, pair) => configuration.With($"taskmanager.memory.{pair[0]}", pair[1]));
}
