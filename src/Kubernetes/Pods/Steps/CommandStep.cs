namespace Flink.Kubernetes.Pods.Steps;

/// <summary>What the container runs: the image's entry point is the engine.</summary>
public sealed class CommandStep : IPodStep
{
    private const string LogFolder = "/opt/flink/log";

    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);
        string[] properties = request.Secret is null ? [] : ["--propertiesFile", $"{ProcessSecret.Folder}/{ProcessSecret.PropertiesEntry}"];
        draft.Main.Args =
        [
            .. new[] { request.Verb, "--logFile", $"{LogFolder}/{request.Component.Name}.log", "--stderr" }
                .Concat(properties)
                .Concat(request.Arguments)
                .Select(PodDraft.Literal),
        ];
    }
}
