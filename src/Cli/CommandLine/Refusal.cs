namespace Flink.Cli.CommandLine;

/// <summary>An option of Apache Flink whose engine is not there yet: known, so that it can be refused with the reason.</summary>
/// <param name="Names">The option in all its forms.</param>
/// <param name="Reason">A sentence that says what is missing and what to do instead.</param>
internal sealed record Refusal(string[] Names, string Reason)
{
    private const string NeedsCluster = "needs a cluster, which is not there yet";

    /// <summary>Options of <c>run</c> and <c>info</c>.</summary>
    public static readonly Refusal[] OfPrograms =
    [
        new(["-d", "--detached"], $"a detached job {NeedsCluster}: an embedded job ends with this process. Run it without -d, in the background of your shell if need be"),
        new(["-m", "--jobmanager"], "there is no client for clusters yet. Leave it out, or use -t local, to run embedded"),
        new(["-s", "--fromSavepoint"], "savepoints are not there yet"),
        new(["-n", "--allowNonRestoredState"], "savepoints are not there yet"),
        new(["-cm", "--claimMode", "-rm", "--restoreMode"], "savepoints are not there yet"),
        new(["-C", "--classpath"], "a program is a folder with everything that it needs. Publish it with 'dotnet publish' and put additional assemblies into that folder"),
        new(["-sae", "--shutdownOnAttachedExit"], $"it {NeedsCluster}: an embedded job always ends with this process"),
        new(["-z", "--zookeeperNamespace"], "ZooKeeper is not used; high availability is not there yet"),
        new(["-e", "--executor"], "it is an old name. Use -t"),
        new(["-py", "--python", "-pym", "--pyModule", "-pyfs", "--pyFiles", "-pyarch", "--pyArchives", "-pyreq", "--pyRequirements",
            "-pyexec", "--pyExecutable", "-pyclientexec", "--pyClientExecutable", "-pypath", "--pythonpath"],
            "programs are .NET assemblies, not Python scripts"),
    ];
}
