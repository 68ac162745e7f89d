namespace Flink.Cli.CommandLine;

/// <summary>An option of Apache Flink whose engine is not there yet: known, so that it can be refused with the reason.</summary>
/// <param name="Names">The option in all its forms.</param>
/// <param name="Reason">A sentence that says what is missing and what to do instead.</param>
internal sealed record Refusal(string[] Names, string Reason)
{
    /// <summary>Options of <c>run</c> and <c>info</c>.</summary>
    public static readonly Refusal[] OfPrograms =
    [
        new(["-s", "--fromSavepoint"], "savepoints are not there yet"),
        new(["-n", "--allowNonRestoredState"], "savepoints are not there yet"),
        new(["-cm", "--claimMode", "-rm", "--restoreMode"], "savepoints are not there yet"),
        new(["-C", "--classpath"], "a program is a folder with everything that it needs. Publish it with 'dotnet publish' and put additional assemblies into that folder"),
        new(["-z", "--zookeeperNamespace"], "ZooKeeper is not used. Set high-availability.type"),
        new(["-e", "--executor"], "it is an old name. Use -t"),
        new(["-py", "--python", "-pym", "--pyModule", "-pyfs", "--pyFiles", "-pyarch", "--pyArchives", "-pyreq", "--pyRequirements",
            "-pyexec", "--pyExecutable", "-pyclientexec", "--pyClientExecutable", "-pypath", "--pythonpath"],
            "programs are .NET assemblies, not Python scripts"),
    ];

    /// <summary>Options of verbs that ask a cluster.</summary>
    public static readonly Refusal[] OfClusterVerbs =
    [
        new(["-z", "--zookeeperNamespace"], "ZooKeeper is not used. Set high-availability.type"),
        new(["-e", "--executor"], "it is an old name. Use -t"),
    ];

    /// <summary>Options of <c>cancel</c>.</summary>
    public static readonly Refusal[] OfCancel = [new(["-s", "--withSavepoint"], "savepoints are not there yet"), .. OfClusterVerbs];
}
