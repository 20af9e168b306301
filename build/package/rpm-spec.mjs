/** What rpmbuild is told: the tree as it stands, nothing stripped, no date and no name of the machine. */
import { INSTALLED } from './config.mjs';
import { AFTER_INSTALL, BEFORE_REMOVAL } from './linux-files.mjs';

/** By what they provide, so that it holds for Fedora, RHEL and openSUSE alike. */
const NEEDS = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1'].map(
  (file) => `${file}()(64bit)`,
);

export function rpmSpec({ version, description, tree }) {
  return `%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global __brp_mangle_shebangs %{nil}
%global _buildhost holdpoint
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _binary_payload w6.gzdio
%global _build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm

Name: holdpoint
Version: ${version}
Release: 1
Summary: Offline release runbooks over SSH
License: MIT
AutoReqProv: no
Requires: ${NEEDS.join(', ')}

%description
${description}

%install
cp -a ${tree}/. %{buildroot}

%post
${AFTER_INSTALL}
%preun
[ "$1" = 0 ] || exit 0
${BEFORE_REMOVAL}
%files
%defattr(-,root,root)
${INSTALLED}
/usr/bin/holdpoint
/usr/share/applications/holdpoint.desktop
/usr/share/bash-completion/completions/holdpoint
/usr/share/doc/holdpoint
/usr/share/fish/vendor_completions.d/holdpoint.fish
/usr/share/icons/hicolor/*/apps/holdpoint.*
/usr/share/man/man1/holdpoint.1.gz
/usr/share/mime/packages/holdpoint.xml
/usr/share/zsh/vendor-completions/_holdpoint
`;
}
