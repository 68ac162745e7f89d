using System.Reflection;
using System.Text.Json;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rest.Programs.Hosting;

/// <summary>The program process itself: calls entry points of programs that it is told of, one after the other, until its input ends.</summary>
/// <remarks>Every call gets the program's code anew, so that static fields are as at the start of a process; the engine's code stays warm.</remarks>
public sealed class ProgramHost
{
    private const string BaseDirectory = "APP_CONTEXT_BASE_DIRECTORY";

    private readonly string _mark;
    private readonly string _folder;
    private readonly Dictionary<string, string> _unpacked = new(StringComparer.Ordinal);

    private ProgramHost(string mark)
    {
        _mark = mark;
        _folder = FolderOf(mark);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Where the process with a mark unpacks programs: whoever kills it removes that.</summary>
    public static string FolderOf(string mark) => Path.Combine(Path.GetTempPath(), $"flink-program-{mark.Trim('#', ' ')}");

    /// <summary>Serves until the input ends: the JobManager closed it, or died.</summary>
    /// <param name="mark">What stands before each answer, so that it is told from what programs print.</param>
    /// <param name="requests">Requests, one a line.</param>
    /// <param name="answers">Answers, one a line.</param>
    /// <param name="rehearsal">A small program that executes a job: called once, when a program was loaded that may be called soon, so that the engine's code is warm for it.</param>
    /// <param name="log">For what went wrong and harms no call: what the process prints is in the JobManager's log. Null for nothing.</param>
    public static async Task ServeAsync(
        string mark, TextReader requests, TextWriter answers, Func<Task>? rehearsal = null, TextWriter? log = null)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(answers);
        var host = new ProgramHost(mark);
        try
        {
            while (await requests.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                var request = JsonSerializer.Deserialize(line, HostJson.Default.HostRequest)!;
                if (request.PrepareOnly)
                {
                    host.Prepare(request.Archive);
                    await host.RehearseAsync(rehearsal, log ?? TextWriter.Null).ConfigureAwait(false);
                    rehearsal = null;
                    continue;
                }

                var reply = await host.CallAsync(request).ConfigureAwait(false);
                await answers.WriteLineAsync(host._mark + JsonSerializer.Serialize(reply, HostJson.Default.HostReply)).ConfigureAwait(false);
                await answers.FlushAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(host._folder, recursive: true);
        }
    }

    private void Prepare(string archive)
    {
        try
        {
            Load(archive);
        }
        catch (Exception e) when (e is FlinkException or IOException)
        {
            // Whoever calls it is told, and has another try.
        }
    }

    // The caller of a program that comes meanwhile waits for what he would have to wait for anyway.
    private async Task RehearseAsync(Func<Task>? rehearsal, TextWriter log)
    {
        if (rehearsal is null)
        {
            return;
        }

        try
        {
            var capture = new GraphCapture(null, planOnly: false, _folder);
            using (PipelineExecutors.Use(capture, FlinkConfiguration.Empty))
            {
                await rehearsal().ConfigureAwait(false);
            }

            _ = JsonSerializer.Serialize(new HostReply(capture.Jobs, null, IsMissing: false), HostJson.Default.HostReply);
        }
        catch (Exception e)
        {
            // Calls only take longer for it.
            await log.WriteLineAsync($"The rehearsal of a program failed: {e}").ConfigureAwait(false);
        }
    }

    // Each loader knows one program, whatever it is called there.
    private LoadedProgram Load(string archive) => new ProgramLoader(int.MaxValue, NullLogger<ProgramLoader>.Instance).LoadUnpacked(Unpack(archive), default);

    private async Task<HostReply> CallAsync(HostRequest request)
    {
        ProgramEntryPoint entryPoint;
        try
        {
            entryPoint = Load(request.Archive).FindEntryPoint(request.EntryClass);
        }
        catch (ProgramArchiveException e)
        {
            // The caller's doing: what he has uploaded is no program.
            return new HostReply([], e.Message, IsMissing: false);
        }
        catch (FlinkException e)
        {
            return new HostReply([], e.Message, IsMissing: true);
        }
        catch (IOException e)
        {
            return new HostReply([], $"The program cannot be unpacked in {_folder}: {e.Message} Make room there, or set TMPDIR of the JobManager to a folder that has some.", IsMissing: true);
        }

        var capture = new GraphCapture(request.Job is { } id && Id128.TryParse(id, out var job) ? new JobId(job) : null, request.PlanOnly, _folder);
        var error = await InvokeAsync(entryPoint, request, capture).ConfigureAwait(false);
        return new HostReply(capture.Jobs, request.PlanOnly && capture.Jobs.Count > 0 ? null : error, IsMissing: false);
    }

    /// <summary>What went wrong; null when nothing did.</summary>
    private static async Task<string?> InvokeAsync(ProgramEntryPoint entryPoint, HostRequest request, GraphCapture capture)
    {
        Assembly.SetEntryAssembly(entryPoint.Assembly);
        AppContext.SetData(BaseDirectory, entryPoint.Folder + Path.DirectorySeparatorChar);
        using var launcher = PipelineExecutors.Use(capture, ConfigurationOf(request.Configuration));
        try
        {
            var code = await entryPoint.InvokeAsync([.. request.Arguments]).ConfigureAwait(false);
            return code == 0 ? null : $"{entryPoint.Name} returned {code}.";
        }
        catch (Exception e)
        {
            // Whatever a program throws is told to whoever started it.
            return e is FlinkException ? e.Message : $"{entryPoint.Name} threw {e.GetType().FullName}: {e.Message}";
        }
    }

    private static FlinkConfiguration ConfigurationOf(IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(FlinkConfiguration.Empty, static (configuration, pair) => configuration.With(pair.Key, pair.Value, ConfigOrigin.CommandLine));

    private string Unpack(string archive)
    {
        if (!_unpacked.TryGetValue(archive, out var entry))
        {
            using var zip = File.OpenRead(archive);
            entry = ProgramArchive.Unpack(zip, Path.GetFileName(archive), Path.Combine(_folder, $"{_unpacked.Count}"), new ProgramArchiveLimits());
            _unpacked.Add(archive, entry);
        }

        return entry;
    }
}
