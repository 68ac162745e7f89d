using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>Requests of callers who mean harm, or go away in the middle of one.</summary>
public sealed class HostileRequestTests : ClusterTest
{
    private const int MostBytes = 4 << 20;

    // Its files would be taken for what a caller has left.
    private const string NoRehearsal = "cluster.rehearsal.enabled: false\n";

    [Fact]
    public async Task Hostile_bodies_are_answered_with_errors_and_leave_nothing()
    {
        var (cluster, jobManager) = await StartAsync();
        var http = cluster.Rest.Http;
        var before = jobManager.ResidentBytes;

        using var large = new HttpRequestMessage(HttpMethod.Post, "v1/jars/upload") { Content = Parts(("large.zip", new byte[MostBytes + 1])), Headers = { ExpectContinue = true } };
        await IsRefusedAsync(413, http.SendAsync(large));

        // Without a length it is cut off when it has had too much.
        await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync("v1/jars/upload", new StreamContent(new EndlessStream()) { Headers = { ContentType = Multipart("x") } }));
        await IsRefusedAsync(400, http.PostAsync("v1/jars/upload", Parts()));
        await IsRefusedAsync(400, http.PostAsync("v1/jars/upload", Parts(("a.zip", []), ("b.zip", []))));
        await IsRefusedAsync(400, http.PostAsync("v1/jars/upload", Parts(("program.exe", [1, 2, 3]))));
        foreach (var body in (string[])["", "--x", "--x\r\n\r\n", "no parts at all", "--x\r\nContent-Disposition: form-data; name=a; filename=a.zip\r\n\r\nhalf", $"--x\r\n{new string('h', 100_000)}: 1\r\n\r\n--x--"])
        {
            await IsRefusedAsync(400, http.PostAsync("v1/jars/upload", new ByteArrayContent(Encoding.ASCII.GetBytes(body)) { Headers = { ContentType = Multipart("x") } }));
            await IsRefusedAsync(400, http.PostAsync("v1/jobs", new ByteArrayContent(Encoding.ASCII.GetBytes(body)) { Headers = { ContentType = Multipart("x") } }));
        }

        await IsRefusedAsync(400, http.PostAsync("v1/jars/upload", new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("multipart/form-data") } }));
        await IsRefusedAsync(400, http.PostAsync("v1/jobs", Json(new string('[', 1_000_000))));
        await IsRefusedAsync(400, http.PostAsync("v1/jobs", Json("{\"jobId\":" + new string('[', 100_000) + new string(']', 100_000) + "}")));
        await IsRefusedAsync(400, http.PostAsync("v1/jobs", Json("{\"jobId\": \"" + (char)0 + "\"")));

        var kept = await UploadAsync(http, "ok.zip", Zip(("program.dll", [1])));
        await IsRefusedAsync(400, http.PostAsync($"v1/jars/{kept}/run", Json("{\"programArgsList\":" + new string('[', 500_000))));
        await IsRefusedAsync(404, http.GetAsync($"v1/jars/{kept}/..%2f..%2fetc"));
        await IsRefusedAsync(500, http.PostAsync("v1/jars/..%2f..%2fetc%2fpasswd/run", Json("{}")));
        await IsRefusedAsync(400, http.DeleteAsync("v1/jars/..%2f..%2fconf%2fconfig.yaml"));

        Assert.False(jobManager.HasExited, jobManager.Tail);
        Assert.InRange(jobManager.ResidentBytes, 0, before + (150 << 20));
        Assert.True(File.Exists(Path.Combine(cluster.Home, "conf", "config.yaml")));
        Assert.Empty(LeftIn(cluster));
        await cluster.Rest.GetAsync("v1/overview");
    }

    [Fact]
    public async Task Program_that_is_too_large_for_the_endpoint_is_refused_with_the_option_that_helps()
    {
        var (cluster, _, _) = await StartAsync(0, NoRehearsal + "rest.server.max-content-length: 10000");

        var client = cluster.StartCommand("run", "-m", $"localhost:{cluster.RestPort}", Built.ScriptedProgram, "fail");

        Assert.Equal(1, await client.ExitAsync());
        Assert.True(client.Printed.Contains("'rest.server.max-content-length' of the JobManager", StringComparison.Ordinal), client.Tail);
        Assert.Empty(LeftIn(cluster));
    }

    [Theory]
    [InlineData("bomb")]
    [InlineData("up")]
    [InlineData("absolute")]
    [InlineData("windows")]
    [InlineData("no zip")]
    [InlineData("cut")]
    public async Task Hostile_programs_are_not_unpacked(string kind)
    {
        var (cluster, jobManager) = await StartAsync();
        var http = cluster.Rest.Http;
        var outside = Path.Combine(cluster.Home, "outside.dll");
        var zip = kind switch
        {
            "bomb" => Zip(("program.dll", new byte[400 << 20])),
            "up" => Zip(("program.dll", [1]), (string.Concat(Enumerable.Repeat("../", 20)) + outside, [1])),
            "absolute" => Zip(("program.dll", [1]), (outside, [1])),
            "windows" => Zip(("program.dll", [1]), (@"..\..\outside.dll", [1])),
            "no zip" => [1, 2, 3],
            _ => Zip(("program.dll", new byte[10_000]))[..^30],
        };
        var before = jobManager.ResidentBytes;

        // It is kept, as in Apache Flink, and refused when it shall run.
        var kept = await UploadAsync(http, "evil.zip", zip);
        await IsRefusedAsync(400, http.PostAsync($"v1/jars/{kept}/run", Json("{}")));
        var submission = Parts(("job.graph", [1, 2, 3]), ("program.zip", zip));
        submission.Add(new StringContent(JsonSerializer.Serialize(new { jobId = new string('a', 32), jobGraphFileName = "job.graph", jobJarFileNames = (string[])["program.zip"] })), "request");
        await IsRefusedAsync(400, http.PostAsync("v1/jobs", submission));
        await http.DeleteAsync($"v1/jars/{kept}");

        Assert.False(jobManager.HasExited, jobManager.Tail);
        Assert.InRange(jobManager.ResidentBytes, 0, before + (200 << 20));
        Assert.Empty(Directory.GetFiles(cluster.Home, "*outside*", SearchOption.AllDirectories));
        Assert.Empty(LeftIn(cluster));
        await cluster.Rest.GetAsync("v1/overview");
        jobManager.Signal("TERM");
        await jobManager.ExitAsync();
        Assert.DoesNotContain(Directory.GetFileSystemEntries(cluster.Temporary, "flink-*"), static entry => !entry.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/jars/upload", false)]
    [InlineData("/v1/jars/upload", true)]
    [InlineData("/v1/jobs", false)]
    [InlineData("/v1/jobs", true)]
    public async Task Caller_that_goes_away_in_the_middle_of_an_upload_leaves_no_file(string path, bool resets)
    {
        var (cluster, jobManager) = await StartAsync();
        using (var caller = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await caller.ConnectAsync(IPAddress.Loopback, cluster.RestPort);
            await caller.SendAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {3 << 20}\r\n\r\n"
                + "--x\r\nContent-Disposition: form-data; name=a; filename=a.zip\r\n\r\n"));
            await caller.SendAsync(new byte[1 << 20]);
            await Waiting.UntilAsync(
                () => new DirectoryInfo(cluster.Temporary).GetFiles("*", SearchOption.AllDirectories).Any(static file => file is { Exists: true, Length: >= 500_000 }), () => "Nothing arrives.");
            if (resets)
            {
                caller.Close(0);
            }
        }

        await Waiting.UntilAsync(() => !LeftIn(cluster).Any(), () => $"{string.Join(", ", LeftIn(cluster))} stays.");
        Assert.Equal(0, (await cluster.Rest.GetAsync("v1/jars")).GetProperty("files").GetArrayLength());
        Assert.False(jobManager.HasExited, jobManager.Tail);
    }

    private static async Task IsRefusedAsync(int status, Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{response.RequestMessage!.RequestUri} was answered {(int)response.StatusCode} and not {status}: {text}");
        var errors = JsonDocument.Parse(text).RootElement.GetProperty("errors");
        Assert.True(errors.GetArrayLength() > 0 && errors[0].GetString()!.Length > 10, text);
    }

    private static async Task<string> UploadAsync(HttpClient http, string name, byte[] content)
    {
        using var response = await http.PostAsync("v1/jars/upload", Parts((name, content)));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return Path.GetFileName(JsonDocument.Parse(text).RootElement.GetProperty("filename").GetString()!);
    }

    private static MultipartFormDataContent Parts(params (string Name, byte[] Content)[] files)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
        {
            content.Add(new ByteArrayContent(bytes), "jarfile", name);
        }

        return content;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static MediaTypeHeaderValue Multipart(string boundary) => MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    // What was taken in or unpacked, but for the programs that are kept; what a process keeps ready to be called goes with it.
    private static IEnumerable<string> LeftIn(RealCluster cluster) => Directory.GetFiles(cluster.Temporary, "*", SearchOption.AllDirectories)
        .Where(static file => !file.Contains("flink-program-", StringComparison.Ordinal))
        .Where(static file => file.Contains("flink-upload-", StringComparison.Ordinal) || file.Contains(".unpacking", StringComparison.Ordinal)
            || file.Contains("incoming", StringComparison.Ordinal) || file.EndsWith("program.dll", StringComparison.Ordinal));

    private async Task<(RealCluster Cluster, FlinkProcess JobManager)> StartAsync()
    {
        var (cluster, jobManager, _) = await StartAsync(0, $"{NoRehearsal}rest.server.max-content-length: {MostBytes}");
        return (cluster, jobManager);
    }

    /// <summary>Has more bytes for whoever reads on.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
