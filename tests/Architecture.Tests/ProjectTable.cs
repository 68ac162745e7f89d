namespace Flink.Architecture.Tests;

/// <summary>One row: what a project under src may reference. A name may end in <c>*</c>, which stands for the rest of it.</summary>
public sealed record ProjectRow(string Project, string[] References, string[] Packages)
{
    /// <summary>Whether this row speaks of the project, whose name is its folder below src.</summary>
    public bool Covers(string project) => Pattern.Matches(Project, project);
}

/// <summary>
/// The one table of who may reference whom. Anything that is not here fails the build's tests: to add an edge, change this table
/// in a commit of its own that says why. Packages are also explained in docs/decisions/packages.md.
/// </summary>
public static class ProjectTable
{
    private static readonly string[] AnyPackage = ["*"];

    public static readonly ProjectRow[] Rows =
    [
        new("Core", [], ["System.IO.Hashing"]),
        new("Runtime", ["Core"],
            ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "YamlDotNet", "K4os.Compression.LZ4*"]),
        new("Rpc.Grpc", ["Core", "Runtime"], ["Grpc.*", "Microsoft.AspNetCore.*"]),
        new("ResourceManagers", ["Core", "Runtime"], ["Polly*"]),

        // Drivers and cluster descriptors: plug-ins.
        new("Docker", ["Core", "Runtime", "ResourceManagers", "Client"], ["Docker.DotNet.Enhanced*", "Polly*"]),
        new("Yarn", ["Core", "Runtime", "ResourceManagers", "Client"], ["Google.Protobuf", "Grpc.Tools", "Polly*"]),
        new("Kubernetes", ["Core", "Runtime", "ResourceManagers", "Client"], ["KubernetesClient", "Polly*"]),

        // The APIs. They never see the engine: both meet in Core.
        new("Streaming", ["Core"], []),
        new("Batch", ["Core", "Streaming"], AnyPackage),
        new("Gelly", ["Core", "Streaming", "Batch"], AnyPackage),
        new("ML", ["Core", "Streaming", "Batch"], AnyPackage),
        new("Table", ["Core", "Streaming", "Batch"], AnyPackage),
        new("Cep", ["Core", "Streaming"], AnyPackage),

        // Plug-ins, or packages that a program references.
        new("Connectors.*", ["Core"], AnyPackage),
        new("FileSystems.*", ["Core"], AnyPackage),
        new("HighAvailability.*", ["Core", "Runtime"], AnyPackage),

        new("Rest", ["Core", "Runtime"], ["Microsoft.AspNetCore.*", "OpenTelemetry*"]),
        new("Client", ["Core"], []),
        new("Operator", ["Client", "Kubernetes"], []),
        // ClrMD reads the stack of a thread that blocks (docs/decisions/0006).
        new("Local", ["Core", "Runtime", "ResourceManagers", "Streaming"], ["Microsoft.Diagnostics.Runtime"]),

        // The one executable and composition root: it also chooses what stands behind Runtime's logging abstractions.
        new("Cli",
            ["Core", "Runtime", "Rpc.Grpc", "ResourceManagers", "Streaming", "Batch", "Gelly", "ML", "Table", "Cep", "Rest", "Client", "Local"],
            ["System.CommandLine", "Spectre.Console"]),

        // Harnesses for third parties. A row "X.Testing" may reference X.
        new("Streaming.Testing", ["Streaming", "Runtime"], ["xunit*"]),
        // Real workers register at it, so it speaks with them.
        new("ResourceManagers.Testing", ["ResourceManagers", "Rpc.Grpc"], ["xunit*"]),
    ];

    /// <summary>The row of a project, or null when the table does not know it.</summary>
    public static ProjectRow? RowOf(string project) => Rows.FirstOrDefault(row => row.Covers(project));
}
