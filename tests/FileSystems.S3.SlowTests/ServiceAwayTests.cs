using System.Net;
using System.Net.Sockets;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests;

/// <summary>A service that is away, and one that refuses.</summary>
public sealed class ServiceAwayTests : S3Test
{
    private readonly FlinkConfiguration _patient = S3Service.Configuration;
    private readonly FlinkConfiguration _impatient = S3Service.Configuration.With("s3.attempts.maximum", "2");

    [Fact]
    public async Task Service_that_comes_back_is_waited_for()
    {
        await using var way = new HostileWay();
        var files = S3Service.Open(way.Configuration);
        WriteWith(files, Folder.Child("before"), "1"u8);
        way.Block();

        var writing = Task.Factory.StartNew(() => WriteWith(files, Folder.Child("meanwhile"), new byte[12 << 20]), TaskCreationOptions.LongRunning);
        var reading = Task.Factory.StartNew(() => Read(files, Folder.Child("before")), TaskCreationOptions.LongRunning);
        await way.RefusesAsync(6);
        Assert.False(writing.IsCompleted || reading.IsCompleted);
        way.Open();

        await writing.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("1", await reading.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(12 << 20, Files.GetStatus(Folder.Child("meanwhile")).Length);
    }

    [Fact]
    public void Service_that_stays_away_is_named_with_what_to_look_at()
    {
        // Bound, so that nobody else gets the port, and nobody listens.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var files = S3Service.Open(_impatient.With("s3.endpoint", $"http://127.0.0.1:{port}"));
        foreach (var action in (Action[])[() => files.Exists(Folder), () => files.OpenRead(Folder).Dispose(), () => WriteWith(files, Folder, "1"u8), () => files.List(Folder)])
        {
            var error = AssertError(FileSystemError.Other, action);
            Assert.True(error.IsRetryable);
            Assert.Contains($"http://127.0.0.1:{port} does not answer", error.Message, StringComparison.Ordinal);
            Assert.Contains("asked 2 times", error.Message, StringComparison.Ordinal);
            Assert.Contains("'s3.endpoint'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Missing_bucket_is_named()
    {
        var path = FilePath.Parse("s3://no-such-bucket-here/a/b");
        foreach (var action in (Action[])[() => Files.Exists(path), () => Files.OpenRead(path).Dispose(), () => WriteWith(Files, path, "1"u8), () => Files.List(path), () => Files.CreateDirectory(path)])
        {
            var error = AssertError(FileSystemError.NotFound, action);
            Assert.Contains($"no bucket 'no-such-bucket-here' at {S3Service.Endpoint.GetLeftPart(UriPartial.Authority)}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Wrong_keys_are_named_and_never_shown()
    {
        const string Secret = "S3CR3T-that-nobody-may-see";
        var wrongSecret = S3Service.Open(_patient.With("s3.secret-key", Secret));
        var wrongKey = S3Service.Open(_patient.With("s3.access-key", "NOBODY").With("s3.secret-key", Secret));
        foreach (var (files, option) in ((FileSystem, string)[])[(wrongSecret, "'s3.secret-key'"), (wrongKey, "'s3.access-key'")])
        {
            foreach (var action in (Action[])[() => files.Exists(Folder.Child("x")), () => files.OpenRead(Folder.Child("x")).Dispose(), () => WriteWith(files, Folder.Child("x"), "1"u8), () => files.List(Folder)])
            {
                var error = AssertError(FileSystemError.PermissionDenied, action);
                Assert.Contains(option, error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
            }
        }
    }

    private static string Read(FileSystem files, FilePath path)
    {
        using var reader = new StreamReader(files.OpenRead(path));
        return reader.ReadToEnd();
    }
}
