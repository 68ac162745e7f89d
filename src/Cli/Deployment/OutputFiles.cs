using System.Text;
using Flink.Client.Deployment;
using Flink.Core;

namespace Flink.Cli.Deployment;

/// <summary>What the processes of a cluster have printed into files of one folder: each file is copied on from where it was left, by whole lines.</summary>
internal sealed class OutputFiles
{
    private const string Pattern = "*.out";

    private static ReadOnlySpan<byte> StepMark => "flink: "u8;

    private readonly string _folder;
    private readonly string _jobManager;
    private readonly Dictionary<string, long> _copied = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <param name="folder">The folder; what its files hold by now is left out.</param>
    /// <param name="jobManager">The file of the JobManager.</param>
    public OutputFiles(string folder, string jobManager)
    {
        (_folder, _jobManager) = (folder, jobManager);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, Pattern) : [])
        {
            _copied[file] = new FileInfo(file).Length;
        }
    }

    public void CopyTo(ClusterOutput output, CancellationToken cancellation)
    {
        try
        {
            foreach (var file in Directory.GetFiles(_folder, Pattern).Order(StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                Copy(file, lines => Hand(file, lines, output));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"What the cluster prints cannot be read from {_folder}: {e.Message}", e);
        }
    }

    private void Copy(string file, Action<ReadOnlyMemory<byte>> hand)
    {
        var at = _copied.GetValueOrDefault(file);
        if (new FileInfo(file).Length <= at)
        {
            return;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Position = at;
        var kept = 0;
        int read;
        while ((read = stream.Read(_buffer, kept, _buffer.Length - kept)) > 0)
        {
            var filled = kept + read;

            // The rest of a line may still be on its way; one that fills the buffer is cut.
            var end = _buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            end = end == 0 && filled == _buffer.Length ? filled : end;
            hand(_buffer.AsMemory(0, end));
            _copied[file] = at += end;
            kept = filled - end;
            _buffer.AsSpan(end, kept).CopyTo(_buffer);
        }
    }

    private void Hand(string file, ReadOnlyMemory<byte> lines, ClusterOutput output)
    {
        if (file != _jobManager)
        {
            output.Printed.Write(lines.Span);
            return;
        }

        var rest = lines.Span;
        while (rest.Length > 0)
        {
            var line = rest[..(rest.IndexOf((byte)'\n') is var end and >= 0 ? end + 1 : rest.Length)];
            rest = rest[line.Length..];
            if (line.StartsWith(StepMark))
            {
                output.Step(Encoding.UTF8.GetString(line[StepMark.Length..]).TrimEnd('\n'));
            }
            else
            {
                // A program whose Main it runs.
                output.Printed.Write(line);
            }
        }
    }
}
