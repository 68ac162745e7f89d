using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.Tests.Functions;

public sealed class CachedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Function_reads_the_file_that_its_program_registered()
    {
        var results = await Registered().FromCollection([1, 2]).Map(new Adding()).CollectAsync();
        Assert.Equal([41, 42], results.Order());
    }

    [Fact]
    public async Task Function_over_keys_reads_it_too()
    {
        var results = await Registered().FromCollection([1, 2]).KeyBy(number => number).Map(new Adding()).CollectAsync();
        Assert.Equal([41, 42], results.Order());
    }

    [Fact]
    public void File_travels_in_the_graph_by_its_content()
    {
        var environment = Registered();
        environment.FromCollection([1]).Map(new Adding()).Print();
        var closure = JobGraphSerializer.Write(environment.GetJobGraph());
        var file = Assert.Single(JobGraphSerializer.Read(closure.Bytes, Core.Closures.TypeResolver.Of(closure.Assemblies)).CachedFiles);
        Assert.Equal("offset", file.Name);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("40"u8)), file.Hash);
    }

    [Fact]
    public void File_that_is_not_there_is_an_error_when_the_job_is_executed()
    {
        var environment = Programs.NewEnvironment().RegisterCachedFile(_folder.File("none.txt"), "none");
        environment.FromCollection([1]).Print();
        Assert.Contains("none.txt", Assert.ThrowsAny<FlinkException>(() => environment.GetJobGraph()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_stands_for_one_file() =>
        Assert.Throws<ArgumentException>(() => Registered().RegisterCachedFile(_folder.File("other.txt"), "offset"));

    private StreamExecutionEnvironment Registered() =>
        Programs.NewEnvironment(2).RegisterCachedFile(_folder.Write("offset.txt", "40"), "offset");

    private sealed class Adding : IMapFunction<int, int>, IRichFunction
    {
        private int _offset;

        public void Open(RuntimeContext context) => _offset = int.Parse(File.ReadAllText(context.DistributedCache.GetFile("offset")), null);

        public int Map(in int record) => record + _offset;

        public void Close()
        {
        }
    }
}
