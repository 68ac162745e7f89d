using System.Net;
using System.Text;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;

namespace Flink.Yarn.Tests.Clusters;

public sealed class ContainerOutputTests
{
    private const string Worker = "container_1_0001_01_000003";
    private const string Master = "container_1_0001_01_000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ContainerOutput OutputOf(YarnConnection yarn, HttpMessageHandler machine)
    {
        var staging = StagingFolder.Of(FlinkConfiguration.Empty.With(YarnOptions.StagingDirectory, "file:///tmp"), new HadoopSettings(FlinkConfiguration.Empty, null), "alice");
        var form = new ServiceForm(new ResourceManagerClient(yarn), new ServicesClient(yarn), staging);
        return new ContainerOutput(cancellation => form.FindContainersAsync("c", "application_1_0001", cancellation), machine);
    }

    [Fact]
    public async Task What_is_new_is_copied_in_whole_lines_and_steps_are_told_from_the_rest()
    {
        using var machine = new Machine();
        using var yarn = machine.Connect();
        using var output = OutputOf(yarn, machine);
        using var printed = new MemoryStream();
        List<string> steps = [];
        var target = new ClusterOutput(steps.Add, printed);
        machine.Files[Worker] = new Text("before\n");

        await output.SkipAsync(Cancellation);
        machine.Files[Worker] = new Text("before\none\ntw");
        machine.Files[Master] = new Text("flink: a worker is requested\nsomething else\n");
        await output.CopyToAsync(target, Cancellation);
        Assert.Equal("one\n", Encoding.UTF8.GetString(printed.ToArray()));

        machine.Files[Worker] = new Text("before\none\ntwo\n");
        await output.CopyToAsync(target, Cancellation);
        await output.CopyToAsync(target, Cancellation);

        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(printed.ToArray()));
        Assert.Equal(["a worker is requested"], steps);
    }

    [Fact]
    public async Task What_has_grown_by_more_than_an_array_holds_is_copied_as_it_comes()
    {
        using var machine = new Machine();
        using var yarn = machine.Connect();
        using var output = OutputOf(yarn, machine);
        var printed = new Checker();
        var target = new ClusterOutput(static _ => { }, printed);
        machine.Files[Worker] = new Lines(3);
        await output.SkipAsync(Cancellation);
        printed.Position = machine.Files[Worker].Length;

        // More than 2 GiB, and not a whole line at its end.
        machine.Files[Worker] = new Lines((5L << 30) / 2 / Lines.LineLength, 5);
        await output.CopyToAsync(target, Cancellation);
        Assert.Equal(machine.Files[Worker].Length - 5, printed.Position);

        machine.Files[Worker] = new Lines((5L << 30) / 2 / Lines.LineLength + 1);
        await output.CopyToAsync(target, Cancellation);
        Assert.Equal(machine.Files[Worker].Length, printed.Position);
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(3_000_000)]
    public async Task A_line_of_any_length_arrives(int length)
    {
        using var machine = new Machine();
        using var yarn = machine.Connect();
        using var output = OutputOf(yarn, machine);
        using var printed = new MemoryStream();
        var text = $"{new string('x', length)}\nlast\n";
        machine.Files[Worker] = new Text(text);

        await output.CopyToAsync(new ClusterOutput(static _ => { }, printed), Cancellation);

        Assert.Equal(text, Encoding.UTF8.GetString(printed.ToArray()));
    }

    /// <summary>A file that a machine has.</summary>
    private abstract class LogFile
    {
        public abstract long Length { get; }

        public abstract int Read(long offset, Span<byte> target);
    }

    private sealed class Text(string text) : LogFile
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public override long Length => _bytes.Length;

        public override int Read(long offset, Span<byte> target)
        {
            var part = _bytes.AsSpan((int)offset);
            var count = Math.Min(part.Length, target.Length);
            part[..count].CopyTo(target);
            return count;
        }
    }

    /// <summary>The same line over and over, and some bytes of another one.</summary>
    private sealed class Lines(long count, int more = 0) : LogFile
    {
        public const int LineLength = 1024;
        private static readonly byte[] _block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('y', LineLength - 1) + "\n", 64)));

        public override long Length => (count * LineLength) + more;

        public static bool Matches(long offset, ReadOnlySpan<byte> bytes)
        {
            for (var from = (int)(offset % LineLength); bytes.Length > 0; from = 0)
            {
                var length = Math.Min(bytes.Length, _block.Length - from);
                if (!bytes[..length].SequenceEqual(_block.AsSpan(from, length)))
                {
                    return false;
                }

                bytes = bytes[length..];
            }

            return true;
        }

        public override int Read(long offset, Span<byte> target)
        {
            var from = (int)(offset % LineLength);
            var count = (int)Math.Min(Math.Min(_block.Length - from, target.Length), Length - offset);
            _block.AsSpan(from, count).CopyTo(target);
            return count;
        }
    }

    /// <summary>Takes what is printed, of a file of <see cref="Lines"/>, and keeps none of it.</summary>
    private sealed class Checker : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Position;

        public override long Position { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Assert.True(Lines.Matches(Position, buffer), $"Other bytes from {Position} on");
            Position += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    /// <summary>A service with two containers on one machine, and the logs of these.</summary>
    private sealed class Machine : HttpMessageHandler
    {
        public Dictionary<string, LogFile> Files { get; } = new() { [Worker] = new Text(""), [Master] = new Text("") };

        public YarnConnection Connect() => new([new Uri("http://rm:8088/")], "alice", TimeProvider.System, attempts: 1, this);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(request.RequestUri!.AbsolutePath.Split('/') switch
        {
            [.., "services", "c"] => Answer($$"""
                {"name":"c","id":"application_1_0001","state":"STABLE","components":[
                 {"name":"jobmanager","number_of_containers":1,"containers":[{"id":"{{Master}}","component_instance_name":"jobmanager-0","bare_host":"h","state":"READY"}]},
                 {"name":"taskmanager","number_of_containers":1,"containers":[{"id":"{{Worker}}","component_instance_name":"taskmanager-0","bare_host":"h","state":"READY"}]}]}
                """),
            [.., "cluster", "nodes"] => Answer("""{"nodes":{"node":[{"id":"h:1","nodeHostName":"h","state":"RUNNING","nodeHTTPAddress":"h:8042"}]}}"""),
            [.., var container, "logs", "stdout.txt"] => new HttpResponseMessage { Content = new StreamContent(new Answered(Files[container], long.Parse(request.RequestUri.Query["?size=-".Length..]))) },
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        });

        private static HttpResponseMessage Answer(string json) => new() { Content = new StringContent(json) };
    }

    /// <summary>What a NodeManager answers: lines about the file, the bytes at its end, a line that ends it.</summary>
    private sealed class Answered(LogFile file, long most) : Stream
    {
        private readonly byte[] _head = Encoding.UTF8.GetBytes($"Container: c on h:1\nLogType:stdout.txt\nLogLength:{file.Length}\nLogContents:\n");
        private readonly byte[] _end = "\nEnd of LogType:stdout.txt\n"u8.ToArray();
        private readonly long _count = Math.Min(file.Length, most);
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var at = _position - _head.Length;
            var count = at < 0 ? Part(_head, _position, buffer)
                : at < _count ? file.Read(file.Length - _count + at, buffer[..(int)Math.Min(buffer.Length, _count - at)])
                : Part(_end, at - _count, buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static int Part(byte[] bytes, long from, Span<byte> target)
        {
            var part = bytes.AsSpan((int)from);
            var count = Math.Min(part.Length, target.Length);
            part[..count].CopyTo(target);
            return count;
        }
    }
}
