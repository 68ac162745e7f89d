using System.Net.Sockets;
using System.Text;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.SlowTests.Harness;

namespace Flink.FileSystems.Hdfs.SlowTests;

/// <summary>DataNodes that die while files are under way.</summary>
public class LostDataNodeTests : HdfsFolder
{
    [Fact]
    public async Task File_is_written_on_when_its_DataNode_has_died_with_the_lease()
    {
        Hadoop.RequireScripts();
        var path = Root.Child("log");
        var stream = Files.Create(path, CreateMode.Overwrite, durable: true);
        stream.Write("before "u8);
        stream.Flush();
        using (await BeginAppendAsync(path))
        {
            await Hadoop.KillAsync("dn");
        }

        await Hadoop.StartAsync("dn");
        stream.Write("after"u8);
        stream.Dispose();

        Assert.Equal("before after", Read(path));
    }

    [Fact]
    public async Task File_is_read_on_when_its_DataNode_comes_back()
    {
        Hadoop.RequireScripts();
        var path = Root.Child("large");
        var content = new byte[40 << 20];
        new Random(5).NextBytes(content);
        using (var stream = Files.Create(path, CreateMode.New))
        {
            stream.Write(content);
        }

        var read = new byte[content.Length];
        using var input = Files.OpenRead(path);
        input.ReadExactly(read, 0, 1_000);
        await Hadoop.KillAsync("dn");
        await Hadoop.StartAsync("dn");
        input.ReadExactly(read, 1_000, read.Length - 1_000);

        Assert.True(content.AsSpan().SequenceEqual(read));
    }

    // An append whose body never comes to its end: the file stays open in the DataNode's name.
    private static async Task<TcpClient> BeginAppendAsync(FilePath path)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await http.PostAsync(new Uri($"http://localhost:9870/webhdfs/v1{path.Path}?op=APPEND&user.name=root"), null);
        var location = answer.Headers.Location!;
        var connection = new TcpClient(location.Host, location.Port);
        await connection.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST {location.PathAndQuery} HTTP/1.1\r\nHost: {location.Authority}\r\nContent-Length: 1000\r\n\r\n"));

        await Waiting.UntilAsync(
            async () => (await http.GetStringAsync(new Uri($"http://localhost:9870/webhdfs/v1{path.Path}?op=GET_BLOCK_LOCATIONS&user.name=root"))).Contains("\"isUnderConstruction\":true", StringComparison.Ordinal),
            static () => "The DataNode does not open the file.");
        return connection;
    }
}
