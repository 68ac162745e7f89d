using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Flink.Core.Programs;

namespace Flink.Rest.Tests;

/// <summary>Callers who mean harm, or do it: nothing hangs, nothing stays behind, and the answer says what was wrong.</summary>
public sealed class BadRequestTests
{
    private const string SubmitBody = """{"executionPlanFileName":"g","jobJarFileNames":["p.zip"],"jobId":"00000000000000010000000000000002","jobName":"j"}""";

    [Fact]
    public async Task Body_beyond_the_limit_is_refused()
    {
        await using var fixture = await RestFixture.StartAsync("idle", static one => one.With("rest.server.max-content-length", "1000"));
        using var content = new MultipartFormDataContent { { new ByteArrayContent(new byte[5000]), "jarfile", "big.zip" } };

        // Who sends without waiting for the leave to do so may find the connection closed before the answer is read.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jars/upload") { Content = content, Headers = { ExpectContinue = true } };

        var response = await fixture.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.False(Directory.Exists(UploadFolder(fixture)));
    }

    [Fact]
    public async Task Json_that_is_nested_without_end_is_refused()
    {
        await using var fixture = await RestFixture.StartAsync("idle");
        fixture.AddProgram("x_a.zip");
        var nested = new string('[', 100_000);

        var response = await fixture.Http.PostAsync("/v1/jars/x_a.zip/run", Json($$"""{"flinkConfiguration": {{nested}}"""));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/jobmanager/logs/..%2Fupload")]
    [InlineData("/v1/jobmanager/logs/%2e%2e%2fsecret")]
    [InlineData("/v1/jobmanager/logs/..%5Csecret")]
    [InlineData("/v1/jobmanager/logs/%252e%252e%252fsecret")]
    [InlineData("/v1/jars/..%2F..%2Fsecret.zip/plan")]
    public async Task Name_that_leads_out_of_the_folder_is_no_file(string path)
    {
        await using var fixture = await RestFixture.StartAsync("idle");
        await File.WriteAllTextAsync(Path.Combine(fixture.Folder, "secret"), "secret");
        await File.WriteAllTextAsync(Path.Combine(fixture.Folder, "secret.zip"), "secret");

        var response = await fixture.Http.GetAsync(path);

        Assert.False(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Program_is_stored_under_a_name_without_folders()
    {
        await using var fixture = await RestFixture.StartAsync("idle");
        using var content = new MultipartFormDataContent { { new ByteArrayContent(RestFixture.ProgramZip()), "jarfile", "../../evil.zip" } };

        Assert.Equal(HttpStatusCode.OK, (await fixture.Http.PostAsync("/v1/jars/upload", content)).StatusCode);

        Assert.EndsWith("_evil.zip", Assert.Single(Directory.GetFiles(UploadFolder(fixture))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zip_whose_names_lead_out_of_its_folder_is_not_submitted()
    {
        await using var fixture = await RestFixture.StartAsync("idle");

        var response = await SubmitAsync(fixture, Zip("../../etc/cron.d/evil"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("leads out", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(fixture.Cluster.Submitted);
    }

    [Fact]
    public async Task Submission_with_a_good_zip_arrives_and_leaves_no_file_behind()
    {
        await using var fixture = await RestFixture.StartAsync("idle");

        var response = await SubmitAsync(fixture, RestFixture.ProgramZip());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var submission = Assert.Single(fixture.Cluster.Submitted);
        Assert.Equal("j", submission.Name);
        Assert.Equal([7, 8], submission.Graph.ToArray());
        Assert.False(File.Exists(submission.ProgramArchive));
    }

    [Fact]
    public async Task Caller_that_goes_away_in_the_middle_leaves_no_file_behind()
    {
        await using var fixture = await RestFixture.StartAsync("idle");
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, fixture.Http.BaseAddress!.Port);
            var head = "POST /v1/jars/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"half.zip\"\r\n\r\nhalf of it";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        }

        // The endpoint goes on to answer, and waits for its requests when it stops.
        Assert.Equal(HttpStatusCode.OK, (await fixture.Http.GetAsync("/v1/overview")).StatusCode);
        Assert.False(Directory.Exists(UploadFolder(fixture)));
    }

    [Fact]
    public async Task Random_bytes_do_no_harm()
    {
        await using var fixture = await RestFixture.StartAsync("idle");
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, fixture.Http.BaseAddress!.Port);
            var bytes = new byte[10_000];
            new Random(1).NextBytes(bytes);
            await socket.GetStream().WriteAsync(bytes);
        }

        Assert.Equal(HttpStatusCode.OK, (await fixture.Http.GetAsync("/v1/overview")).StatusCode);
    }

    [Fact]
    public async Task Secrets_are_not_shown()
    {
        await using var fixture = await RestFixture.StartAsync("idle");

        var text = await fixture.Http.GetStringAsync("/v1/jobmanager/config");

        Assert.Contains("s3.secret-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain("never shown", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_not_taken_where_that_is_switched_off()
    {
        await using var fixture = await RestFixture.StartAsync("idle", static one => one.With("web.submit.enable", "false"));

        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Http.PostAsync("/v1/jars/upload", Json("{}"))).StatusCode);
        var config = JsonDocument.Parse(await fixture.Http.GetStringAsync("/v1/config")).RootElement;
        Assert.False(config.GetProperty("features").GetProperty("web-submit").GetBoolean());
    }

    [Fact]
    public async Task Jobs_are_not_cancelled_where_that_is_switched_off()
    {
        await using var fixture = await RestFixture.StartAsync("running", static one => one.With("web.cancel.enable", "false"));
        var job = (await fixture.Cluster.ListJobsAsync(default))[0].Id;

        Assert.Equal(HttpStatusCode.Forbidden, (await fixture.Http.PatchAsync($"/v1/jobs/{job}?mode=cancel", null)).StatusCode);
    }

    [Fact]
    public async Task Temporary_upload_folder_is_gone_when_the_endpoint_stops()
    {
        var folder = Directory.CreateTempSubdirectory("flink-web-").FullName;
        await using (var fixture = await RestFixture.StartAsync("idle", one => Core.Configuration.FlinkConfiguration.Empty
            .With("rest.bind-port", "0").With("web.tmpdir", folder)))
        {
            using var content = new MultipartFormDataContent { { new ByteArrayContent(RestFixture.ProgramZip()), "jarfile", "a.zip" } };
            Assert.Equal(HttpStatusCode.OK, (await fixture.Http.PostAsync("/v1/jars/upload", content)).StatusCode);
            Assert.NotEmpty(Directory.GetDirectories(folder));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    private static string UploadFolder(RestFixture fixture) => Path.Combine(fixture.Folder, "upload", "flink-web-upload");

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> SubmitAsync(RestFixture fixture, byte[] program) => fixture.Http.PostAsync("/v1/jobs", new MultipartFormDataContent
    {
        { new StringContent(SubmitBody), "request" },
        { new ByteArrayContent([7, 8]), "file_0", "g" },
        { new ByteArrayContent(program), "file_1", "p.zip" },
    });

    private static byte[] Zip(string name)
    {
        var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create))
        {
            zip.CreateEntry("a.dll");
            zip.CreateEntry(name);
        }

        return bytes.ToArray();
    }
}
