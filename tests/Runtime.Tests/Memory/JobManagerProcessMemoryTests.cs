using Flink.Core.Configuration;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Tests.Memory;

/// <summary>The numbers of the shipped configuration are those that Apache Flink 2.3 reported.</summary>
public class JobManagerProcessMemoryTests
{
    private const long Mb = 1 << 20;

    [Fact]
    public void The_shipped_process_size_is_divided_as_Flink_divides_it()
    {
        const string expected = """
            Final JobManager memory configuration:
              Total Process Memory: 1.563gb (1677721600 bytes)
                Total Flink Memory: 1.125gb (1207959552 bytes)
                  Heap:             1024.000mb (1073741824 bytes)
                  Off-heap:         128.000mb (134217728 bytes)
                Metaspace:          256.000mb (268435456 bytes)
                Overhead:           192.000mb (201326592 bytes)
            """;

        Assert.Equal(expected, From("process.size: 1600m").ToTable());
    }

    [Theory]
    [InlineData(512, 128, "heap.size: 512m")]
    [InlineData(900, 124, "heap.size: 900m", "flink.size: 1024m")]
    [InlineData(896, 128, "flink.size: 1024m")]
    [InlineData(924, 100, "flink.size: 1024m", "off-heap.size: 100m")]
    public void Heap_and_off_heap_follow_from_what_is_set(int heap, int offHeap, params string[] options)
    {
        var memory = From(options);

        Assert.Equal((heap * Mb, offHeap * Mb), (memory.Heap, memory.OffHeap));
        Assert.Equal((256 * Mb, 192 * Mb), (memory.Metaspace, memory.Overhead));
    }

    [Theory]
    [InlineData("jobmanager.memory.heap.size (1.000gb (1073741825 bytes)) + jobmanager.memory.off-heap.size (0 bytes) = 1.000gb (1073741825 bytes), which is more than", "heap.size: 1073741825", "flink.size: 1g")]
    [InlineData("= 576.000mb (603979776 bytes), which is more than jobmanager.memory.process.size with 500.000mb", "process.size: 500m")]
    [InlineData("Nothing says how much memory a JobManager has")]
    public void Sizes_that_do_not_fit_are_refused_with_their_sum(string message, params string[] options) =>
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => From(options)).Message);

    [Theory]
    [InlineData("process.size: 1677721601")]
    [InlineData("flink.size: 3333333333")]
    [InlineData("heap.size: 1234567891")]
    public void What_is_written_out_is_derived_again_to_the_byte(params string[] options)
    {
        var memory = From(options);

        Assert.Equal(memory, JobManagerProcessMemory.From(memory.WriteTo(Configuration(options))));
        Assert.Equal(memory, JobManagerProcessMemory.From(memory.WriteTo(FlinkConfiguration.Empty)));
    }

    private static JobManagerProcessMemory From(params string[] options) => JobManagerProcessMemory.From(Configuration(options));

    private static FlinkConfiguration Configuration(string[] options) => options
        .Select(option => option.Split(": "))
        .Aggregate(FlinkConfiguration.Empty, (configuration, pair) => configuration.With($"jobmanager.memory.{pair[0]}", pair[1]));
}
