using System.Diagnostics;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>A <c>flink</c> command with folders of its own, whose clusters are in one namespace.</summary>
internal sealed class FlinkCommand : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-kubernetes-command-").FullName;
    private readonly string[] _program;

    /// <summary>That of this build, with the plug-in of this build.</summary>
    public FlinkCommand()
        : this("dotnet", InOutputs("Flink.Cli/debug/flink.dll"))
    {
        var plugin = Directory.CreateDirectory(Path.Combine(Plugins, "kubernetes")).FullName;
        foreach (var file in Directory.GetFiles(InOutputs("Flink.Kubernetes/debug")))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }
    }

    private FlinkCommand(params string[] program) => _program = program;

    /// <summary>The word count of the examples in the image.</summary>
    public const string WordCount = "local:///opt/flink/examples/WordCount";

    /// <summary>The scripted program of the tests, as it is built.</summary>
    public static string Scripted { get; } = InOutputs("Flink.Assets.ScriptedProgram/debug/ScriptedProgram.dll");

    /// <summary>Where it logs.</summary>
    public string Logs => Path.Combine(_folder, "log");

    /// <summary>A file of this test.</summary>
    public string FileOf(string name) => Path.Combine(_folder, name);

    private string Plugins => Path.Combine(_folder, "plugins");

    /// <summary>That of <c>dist/</c>, which the image is made from; without one the test is skipped, and says so.</summary>
    public static FlinkCommand OfDistribution()
    {
        var folder = Path.GetFullPath(Environment.GetEnvironmentVariable("FLINK_TEST_DIST") is { Length: > 0 } dist ? dist : InOutputs("../../dist"));
        var flink = Path.Combine(folder, "bin", "flink");
        Assert.SkipUnless(File.Exists(flink), $"There is no {flink}, which ./build-dist.sh makes");
        var command = new FlinkCommand(flink);
        Directory.CreateSymbolicLink(command.Plugins, Path.Combine(folder, "plugins"));
        return command;
    }

    /// <summary>Starts it; the caller waits, or ends it.</summary>
    public Process Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_program[0], [.. _program.AsSpan(1), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["FLINK_PLUGINS_DIR"] = Plugins;
        start.Environment["FLINK_STATE_DIR"] = Path.Combine(_folder, "state");
        start.Environment["FLINK_LOG_DIR"] = Logs;
        start.Environment["KUBECONFIG"] = TestCluster.Kubeconfig;
        start.Environment.Remove("FLINK_HOME");
        start.Environment.Remove("FLINK_CONF_DIR");
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        const string Namespace = "kubernetes.namespace=";
        var name = arguments.FirstOrDefault(static argument => argument.StartsWith(Namespace, StringComparison.Ordinal))?[Namespace.Length..];
        return await EndOfAsync(process, $"flink {string.Join(' ', arguments)}", name is null ? null : () => NamespaceEvidence.OfAsync(name));
    }

    /// <summary>Waits for the end of one that was started, of which nothing has been read yet.</summary>
    /// <param name="process">It.</param>
    /// <param name="name">What to call it in the message of a failed test.</param>
    /// <param name="evidence">What else to say then; null for nothing.</param>
    public static async Task<(int Code, string Output, string Errors)> EndOfAsync(Process process, string name, Func<Task<string>>? evidence = null)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            var seen = evidence is null ? "" : await evidence();
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} did not end. It has said:\n{await output}\n{await errors}\n{seen}");
        }

        return (process.ExitCode, await output, await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string InOutputs(string path) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../..", path));
}
